"""Making, showing, changing and deleting trails, and what they record."""

from __future__ import annotations

from typing import Any

from plinth_emulator import credentials, organization, paging
from plinth_emulator.call import Call
from plinth_emulator.registry import operation
from plinth_emulator.services.cloudtrail import checks, store
from plinth_emulator.services.cloudtrail.store import Trail, refusal

_QUOTA = 5
_DEFAULTS = {
    "IncludeGlobalServiceEvents": True,
    "IsMultiRegionTrail": False,
    "EnableLogFileValidation": False,
    "IsOrganizationTrail": False,
    "RecursiveLogging": False,
}
_SETTINGS = (
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "KmsKeyId",
    *_DEFAULTS,
)


def _shown(trail: Trail, *, whole: bool) -> dict[str, Any]:
    """A trail as AWS shows it; `whole` adds what the answers of CreateTrail and UpdateTrail leave out."""
    shown: dict[str, Any] = {"Name": trail.name, "TrailARN": trail.arn}
    shown.update({name: value for name, value in trail.settings.items() if value not in (None, "")})
    shown["LogFileValidationEnabled"] = shown.pop("EnableLogFileValidation")
    topic = checks.topic_arn(trail)
    if topic:
        shown["SnsTopicARN"], shown["SnsTopicName"] = topic, topic.rpartition(":")[2]
    if whole:
        shown["HomeRegion"] = trail.region
        custom = trail.event_selectors is not None or trail.advanced_selectors is not None
        shown["HasCustomEventSelectors"] = custom
        shown["HasInsightSelectors"] = bool(trail.insight_selectors)
    return shown


def _tags(items: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items or []:
        if item["Key"] in found:
            raise refusal("InvalidTagParameterException", "Tag keys must be unique.")
        found[item["Key"]] = item.get("Value") or ""
    return found


@operation("cloudtrail", "CreateTrail")
def create(call: Call) -> dict[str, Any]:
    """It does not log yet: StartLogging does that."""
    name = str(call.params.get("Name") or "")
    checks.name(name)
    given = {key: call.params[key] for key in _SETTINGS if call.params.get(key) is not None}
    settings = {**dict.fromkeys(_SETTINGS), **_DEFAULTS, **given}
    account = store.owner(call) if settings["IsOrganizationTrail"] else call.account
    made = Trail(name, account, call.region, settings, _tags(call.params.get("TagsList")))
    if any(each.name == name and each.account == account for each in store.visible(call)) or made.arn in store.trails(
        account
    ):
        raise refusal("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {account}")
    if len(store.visible(call)) >= _QUOTA:
        raise refusal(
            "MaximumNumberOfTrailsExceededException", f"User: {account} already has {_QUOTA} trails in {call.region}."
        )
    checks.trail(call, made)
    store.trails(account)[made.arn] = made
    return _shown(made, whole=False)


@operation("cloudtrail", "UpdateTrail")
def update(call: Call) -> dict[str, Any]:
    """What is not given stays; empty text takes a setting away."""
    found = store.find_own(call, str(call.params.get("Name") or ""))
    given = {key: call.params[key] for key in _SETTINGS if call.params.get(key) is not None}
    wanted = Trail(found.name, found.account, found.region, {**found.settings, **given})
    checks.trail(call, wanted)
    found.settings = wanted.settings
    return _shown(found, whole=False)


@operation("cloudtrail", "DeleteTrail")
def delete(call: Call) -> dict[str, Any]:
    """What was logged stays."""
    found = store.find_own(call, str(call.params.get("Name") or ""))
    del store.trails(found.account)[found.arn]
    return {}


@operation("cloudtrail", "GetTrail")
def get(call: Call) -> dict[str, Any]:
    """One trail; a shadow by its ARN."""
    return {"Trail": _shown(store.find(call, str(call.params.get("Name") or "")), whole=True)}


@operation("cloudtrail", "DescribeTrails")
def describe(call: Call) -> dict[str, Any]:
    """Trails that do not exist are left out."""
    names, shadows = call.params.get("trailNameList") or [], call.params.get("includeShadowTrails") is not False
    found = [
        each
        for each in store.visible(call)
        if (shadows or (each.region == call.region and each.account == store.owner(call)))
        and (not names or each.arn in names or each.name in names)
    ]
    return {"trailList": [_shown(each, whole=True) for each in found]}


@operation("cloudtrail", "ListTrails")
def list_trails(call: Call) -> dict[str, Any]:
    """All trails of the account, whatever the region."""
    found = {**store.trails(call.account), **{each.arn: each for each in store.visible(call)}}
    shown = [{"TrailARN": each.arn, "Name": each.name, "HomeRegion": each.region} for each in found.values()]
    return paging.page(call, "Trails", shown, 100)


@operation("cloudtrail", "StartLogging", "StopLogging")
def switch(call: Call) -> dict[str, Any]:
    """In the trail's home region."""
    found = store.find_own(call, str(call.params.get("Name") or ""))
    if call.operation == "StopLogging":
        found.stopped = credentials.now()
    elif not found.is_logging:
        checks.trail(call, found)
        found.started = credentials.now()
    return {}


@operation("cloudtrail", "GetTrailStatus")
def status(call: Call) -> dict[str, Any]:
    """Whether it logs, and since when."""
    found = store.find(call, str(call.params.get("Name") or ""))
    shown: dict[str, Any] = {"IsLogging": found.is_logging}
    if found.started is not None:
        shown["StartLoggingTime"] = found.started
        shown["TimeLoggingStarted"] = f"{found.started:%Y-%m-%dT%H:%M:%SZ}"
    if found.stopped is not None:
        shown["StopLoggingTime"] = found.stopped
        shown["TimeLoggingStopped"] = f"{found.stopped:%Y-%m-%dT%H:%M:%SZ}"
    return shown


@operation("cloudtrail", "GetEventSelectors")
def get_selectors(call: Call) -> dict[str, Any]:
    """Management events, until something else is put."""
    found = store.find(call, str(call.params.get("TrailName") or ""))
    if found.advanced_selectors is not None:
        return {"TrailARN": found.arn, "AdvancedEventSelectors": found.advanced_selectors}
    return {"TrailARN": found.arn, "EventSelectors": found.event_selectors or [_selector({})]}


def _selector(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "ReadWriteType": given.get("ReadWriteType") or "All",
        "IncludeManagementEvents": given.get("IncludeManagementEvents") is not False,
        "DataResources": given.get("DataResources") or [],
        "ExcludeManagementEventSources": given.get("ExcludeManagementEventSources") or [],
    }


@operation("cloudtrail", "PutEventSelectors")
def put_selectors(call: Call) -> dict[str, Any]:
    """Basic ones or advanced ones; either replaces both."""
    found = store.find_own(call, str(call.params.get("TrailName") or ""))
    basic, advanced = call.params.get("EventSelectors"), call.params.get("AdvancedEventSelectors")
    if bool(basic) == bool(advanced):
        raise refusal("InvalidEventSelectorsException", "Specify either EventSelectors or AdvancedEventSelectors.")
    if basic:
        if len(basic) > 5 or any(
            item.get("ReadWriteType", "All") not in ("ReadOnly", "WriteOnly", "All") for item in basic
        ):
            raise refusal("InvalidEventSelectorsException", "The event selectors are not valid.")
        found.event_selectors, found.advanced_selectors = [_selector(item) for item in basic], None
        return {"TrailARN": found.arn, "EventSelectors": found.event_selectors}
    for item in advanced or []:
        if not any(each.get("Field") == "eventCategory" for each in item.get("FieldSelectors") or []):
            raise refusal(
                "InvalidEventSelectorsException", "Every advanced event selector needs the field eventCategory."
            )
    found.event_selectors, found.advanced_selectors = None, advanced
    return {"TrailARN": found.arn, "AdvancedEventSelectors": advanced}


@operation("cloudtrail", "GetInsightSelectors")
def get_insights(call: Call) -> dict[str, Any]:
    """Asking a trail that has none is an error."""
    found = store.find(call, str(call.params.get("TrailName") or ""))
    if not found.insight_selectors:
        raise refusal("InsightNotEnabledException", f"Trail {found.arn} does not have Insights enabled.")
    return {"TrailARN": found.arn, "InsightSelectors": found.insight_selectors}


@operation("cloudtrail", "PutInsightSelectors")
def put_insights(call: Call) -> dict[str, Any]:
    """An empty list turns Insights off."""
    found = store.find_own(call, str(call.params.get("TrailName") or ""))
    wanted = list(call.params.get("InsightSelectors") or [])
    if any(item.get("InsightType") not in ("ApiCallRateInsight", "ApiErrorRateInsight") for item in wanted):
        raise refusal("InvalidInsightSelectorsException", "The insight selectors are not valid.")
    found.insight_selectors = wanted
    return {"TrailARN": found.arn, "InsightSelectors": wanted}


@operation("cloudtrail", "AddTags", "RemoveTags")
def change_tags(call: Call) -> dict[str, Any]:
    """By ARN."""
    found, tags = store.find_own(call, str(call.params.get("ResourceId") or "")), _tags(call.params.get("TagsList"))
    if call.operation == "AddTags":
        if len({**found.tags, **tags}) > 50:
            raise refusal("TagsLimitExceededException", "The number of tags per trail has exceeded the limit of 50.")
        found.tags.update(tags)
    else:
        for key in tags:
            found.tags.pop(key, None)
    return {}


@operation("cloudtrail", "ListTags")
def list_tags(call: Call) -> dict[str, Any]:
    """Of several trails at once."""
    shown = []
    for arn in call.params.get("ResourceIdList") or []:
        tags = store.find(call, arn).tags
        shown.append({"ResourceId": arn, "TagsList": [{"Key": key, "Value": value} for key, value in tags.items()]})
    return {"ResourceTagList": shown}


@operation("cloudtrail", "RegisterOrganizationDelegatedAdmin", "DeregisterOrganizationDelegatedAdmin")
def delegate(call: Call) -> dict[str, Any]:
    """The management account appoints up to three administrators."""
    place = organization.membership(call.account)
    if place is None:
        raise refusal("OrganizationsNotInUseException", "The account is not a member of an organization.")
    if not place.is_management:
        raise refusal("NotOrganizationManagementAccountException", "The account is not the management account.")
    known = organization.delegates(call.account, store.SERVICE)
    if call.operation == "DeregisterOrganizationDelegatedAdmin":
        account = call.params["DelegatedAdminAccountId"]
        if account not in known:
            raise refusal("AccountNotRegisteredException", f"The account {account} is not a delegated administrator.")
        organization.undelegate(call.account, account, store.SERVICE)
        return {}
    account = call.params["MemberAccountId"]
    if account == call.account:
        raise refusal("CannotDelegateManagementAccountException", "The management account cannot be an administrator.")
    if account not in organization.members(call.account):
        raise refusal("AccountNotFoundException", f"The account {account} is not in the organization.")
    if account in known:
        raise refusal("AccountRegisteredException", f"The account {account} is a delegated administrator already.")
    if len(known) >= 3:
        raise refusal(
            "DelegatedAdminAccountLimitExceededException", "There are three delegated administrators already."
        )
    organization.trust(call.account, store.SERVICE)
    organization.delegate(call.account, account, store.SERVICE)
    return {}
