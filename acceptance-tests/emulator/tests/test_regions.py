"""The generator's list of regions is AWS's: a layout must not be refused a region that is there, nor be given one that is not."""

import re
from pathlib import Path

from botocore.loaders import create_loader

LIST = Path(__file__).parents[3] / "codegen" / "src" / "spec" / "regions.rs"


def test_the_generators_regions_are_those_of_the_commercial_partition():
    listed = re.findall(r'"([a-z]+(?:-[a-z]+)+-\d)"', LIST.read_text(encoding="utf-8"))
    partitions = create_loader().load_data("endpoints")["partitions"]
    known = next(partition["regions"] for partition in partitions if partition["partition"] == "aws")
    assert listed == sorted(known)
