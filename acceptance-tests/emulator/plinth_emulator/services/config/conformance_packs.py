"""Conformance packs: rules that come and go together."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import yaml
from moto.config.models import ConfigRule

from plinth_emulator import credentials, paging, settings
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation
from plinth_emulator.services.config.checks import backend, refusal
from plinth_emulator.services.organizations.model import random_id

_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,255}")
_QUOTA = 50


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions, whose values do not matter here."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: getattr(node, "value", None)})


def _packs(call: Call) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = call.objects("config conformance packs")
    for name, pack in list(kept.items()):
        if pack["deleting"] and credentials.now() >= pack["due"]:
            del kept[name]
    return kept


def _rules(text: str) -> dict[str, dict[str, Any]]:
    """The rules of a template by their names."""
    try:
        # nosec: the loader is a SafeLoader.
        template = yaml.load(text, Loader=_Loader)
        resources = template["Resources"]
        found = {
            each["Properties"]["ConfigRuleName"]: each["Properties"]
            for each in resources.values()
            if each["Type"] == "AWS::Config::ConfigRule"
        }
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise refusal("ConformancePackTemplateValidationException", f"The template is not valid: {error!r}") from None
    if not found:
        raise refusal("ConformancePackTemplateValidationException", "The template has no resources of Config.")
    return found


@operation("config", "PutConformancePack")
def put(call: Call) -> dict[str, Any]:
    """Made once, changed afterwards; not while a change is under way."""
    name, kept = str(call.params.get("ConformancePackName") or ""), _packs(call)
    if not _NAME.fullmatch(name):
        raise refusal("InvalidParameterValueException", f"The conformance pack name {name} is not valid.")
    sources = [
        each for each in ("TemplateBody", "TemplateS3Uri", "TemplateSSMDocumentDetails") if call.params.get(each)
    ]
    if len(sources) != 1:
        raise refusal("InvalidParameterValueException", "Exactly one template must be given.")
    if sources[0] != "TemplateBody":
        raise NotImplementedError
    if not backend(call).recorders:
        raise refusal(
            "NoAvailableConfigurationRecorderException",
            "Configuration Recorder is not available to put a conformance pack.",
        )
    if name in kept and credentials.now() < kept[name]["due"]:
        raise refusal("ResourceInUseException", f"Conformance pack {name} is being changed.")
    if name not in kept and len(kept) >= _QUOTA:
        raise refusal("MaxNumberOfConformancePacksExceededException", f"There are {_QUOTA} conformance packs already.")
    rules = _rules(call.params["TemplateBody"])
    now, known = credentials.now(), name in kept
    number = kept[name]["id"] if known else f"conformance-pack-{random_id(9)}"
    if known:
        _remove(call, kept[name])
    suffix = number.removeprefix("conformance-pack-")
    made = {f"{rule}-conformance-pack-{suffix}": properties for rule, properties in rules.items()}
    for rule, properties in made.items():
        parameters = {"ConfigRuleName": rule, "Source": properties.get("Source") or {}}
        backend(call).config_rules[rule] = ConfigRule(call.account, call.region, parameters, {})
    kept[name] = {
        "id": number,
        "arn": f"arn:aws:config:{call.region}:{call.account}:conformance-pack/{name}/{number}",
        "deleting": False,
        "requested": now,
        "due": now + timedelta(seconds=settings.get("conformance_pack_seconds", call.account)),
        "rules": list(made),
        "bucket": call.params.get("DeliveryS3Bucket"),
        "prefix": call.params.get("DeliveryS3KeyPrefix"),
        "parameters": call.params.get("ConformancePackInputParameters") or [],
    }
    return {"ConformancePackArn": kept[name]["arn"]}


def _remove(call: Call, pack: dict[str, Any]) -> None:
    for rule in pack["rules"]:
        backend(call).config_rules.pop(rule, None)


def _chosen(call: Call) -> dict[str, dict[str, Any]]:
    kept, names = _packs(call), call.params.get("ConformancePackNames")
    for name in names or []:
        if name not in kept:
            raise _missing(name)
    return {name: pack for name, pack in kept.items() if not names or name in names}


def _missing(name: str) -> AwsError:
    message = f"One or more conformance packs with specified names are not present: {name}"
    return refusal("NoSuchConformancePackException", message)


@operation("config", "DescribeConformancePacks")
def describe(call: Call) -> dict[str, Any]:
    """Packs with what they were put with."""
    shown = [
        {
            "ConformancePackName": name,
            "ConformancePackArn": pack["arn"],
            "ConformancePackId": pack["id"],
            "DeliveryS3Bucket": pack["bucket"],
            "DeliveryS3KeyPrefix": pack["prefix"],
            "ConformancePackInputParameters": pack["parameters"],
            "LastUpdateRequestedTime": pack["requested"],
        }
        for name, pack in _chosen(call).items()
    ]
    return paging.page(call, "ConformancePackDetails", shown, 20, limit="Limit")


@operation("config", "DescribeConformancePackStatus")
def status(call: Call) -> dict[str, Any]:
    """How far they are."""
    shown = []
    for name, pack in _chosen(call).items():
        over = credentials.now() >= pack["due"]
        # An update has no states of its own: a pack is made anew.
        state = "DELETE_IN_PROGRESS" if pack["deleting"] else f"CREATE_{'COMPLETE' if over else 'IN_PROGRESS'}"
        item = {
            "ConformancePackName": name,
            "ConformancePackId": pack["id"],
            "ConformancePackArn": pack["arn"],
            "ConformancePackState": state,
            "LastUpdateRequestedTime": pack["requested"],
        }
        shown.append({**item, "LastUpdateCompletedTime": pack["due"]} if over else item)
    return paging.page(call, "ConformancePackStatusDetails", shown, 20, limit="Limit")


@operation("config", "DeleteConformancePack")
def delete(call: Call) -> None:
    """Its rules go with it."""
    name, kept = str(call.params.get("ConformancePackName") or ""), _packs(call)
    if name not in kept:
        raise _missing(name)
    pack = kept[name]
    if credentials.now() < pack["due"]:
        raise refusal("ResourceInUseException", f"Conformance pack {name} is being changed.")
    _remove(call, pack)
    due = credentials.now() + timedelta(seconds=settings.get("conformance_pack_seconds", call.account))
    pack.update({"deleting": True, "due": due})
