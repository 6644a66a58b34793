"""CIS alarms' parts: metric filters of CloudWatch Logs, and alarms of CloudWatch."""

from __future__ import annotations

from moto.cloudwatch.models import cloudwatch_backends
from moto.logs.models import logs_backends

from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError, validation_error
from plinth_emulator.registry import check

_COMPARISONS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "GreaterThanUpperThreshold",
)
_MISSING_DATA = ("breaching", "notBreaching", "ignore", "missing")


@check("logs", "PutMetricFilter", "DeleteMetricFilter")
def check_filter(call: Call) -> None:
    """The group must exist, and the filter that is deleted; a group has 100 at most."""
    backend = logs_backends[call.account][call.region]
    group, name = call.params.get("logGroupName"), call.params.get("filterName")
    if group not in backend.groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.", 400)
    known = [each for each in backend.filters.metric_filters if each["logGroupName"] == group]
    names = [each["filterName"] for each in known]
    if call.operation == "DeleteMetricFilter":
        if name not in names:
            raise AwsError("ResourceNotFoundException", "The specified metric filter does not exist.", 400)
        return
    if name not in names and len(names) >= 100:
        raise AwsError("LimitExceededException", "Resource limit exceeded.", 400)
    pattern = str(call.params.get("filterPattern") or "").strip()
    unbalanced = pattern.count("(") != pattern.count(")") or pattern.count('"') % 2
    if (pattern.startswith("{") and not pattern.endswith("}")) or unbalanced:
        raise AwsError("InvalidParameterException", "Invalid metric filter pattern", 400)
    # moto would keep the old filter beside the new one.
    backend.filters.metric_filters = [
        each for each in backend.filters.metric_filters if (each["logGroupName"], each["filterName"]) != (group, name)
    ]


@check("cloudwatch", "PutMetricAlarm")
def check_alarm(call: Call) -> None:
    """Comparisons, periods and the treatment of missing data are those of lists."""
    comparison, period = call.params.get("ComparisonOperator"), call.params.get("Period")
    if comparison not in _COMPARISONS:
        raise validation_error(
            f"1 validation error detected: Value '{comparison}' at 'comparisonOperator' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{', '.join(_COMPARISONS)}]"
        )
    if period is not None and period not in (10, 20, 30) and period % 60:
        raise validation_error("Period must be 10, 20, 30 or a multiple of 60")
    missing = call.params.get("TreatMissingData")
    if missing is not None and missing not in _MISSING_DATA:
        raise validation_error(f"The value '{missing}' for parameter TreatMissingData is not supported.")
    for action in call.params.get("AlarmActions") or []:
        if not str(action).startswith("arn:"):
            raise validation_error(f"Invalid arn syntax: {action}")


@check("cloudwatch", "DeleteAlarms")
def check_alarms(call: Call) -> None:
    """Deleting an alarm that is not there is an error."""
    alarms = cloudwatch_backends[call.account][call.region].alarms
    for name in call.params.get("AlarmNames") or []:
        if name not in alarms:
            raise AwsError("ResourceNotFound", "", 404)
