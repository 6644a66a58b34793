"""AWS Budgets: an account's budgets, their notifications and subscribers."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from plinth_emulator import credentials, paging, state
from plinth_emulator.call import Call
from plinth_emulator.errors import AwsError
from plinth_emulator.registry import operation

_COST_TYPES = {
    "IncludeTax": True,
    "IncludeSubscription": True,
    "UseBlended": False,
    "IncludeRefund": True,
    "IncludeCredit": True,
    "IncludeUpfront": True,
    "IncludeRecurring": True,
    "IncludeOtherSubscription": True,
    "IncludeSupport": True,
    "IncludeDiscount": True,
    "UseAmortized": False,
}
_FOREVER = datetime(2087, 6, 15)
_NAME = re.compile(r"[^:\\]{1,100}")


def _refusal(code: str, message: str) -> AwsError:
    return AwsError(code, message, 400)


def _budgets(call: Call) -> dict[str, dict[str, Any]]:
    if call.params.get("AccountId", call.account) != call.account:
        raise _refusal("AccessDeniedException", f"Account {call.params['AccountId']} is not authorized.")
    return state.objects("budgets", call.account)


def _budget(call: Call, name: str) -> dict[str, Any]:
    found = _budgets(call).get(name)
    if found is None:
        raise _refusal("NotFoundException", f"Unable to get budget: {name} - the budget doesn't exist.")
    return found


def _amount(spend: dict[str, Any]) -> dict[str, Any]:
    """Amounts are shown with at least one decimal."""
    try:
        amount = Decimal(str(spend["Amount"]))
    except (InvalidOperation, KeyError):
        raise _refusal("InvalidParameterException", "The amount of the budget's limit is not a number.") from None
    text = f"{amount:f}"
    return {"Amount": text if "." in text else f"{text}.0", "Unit": spend["Unit"]}


def _checked(wanted: dict[str, Any]) -> dict[str, Any]:
    """A budget with AWS's defaults."""
    if not _NAME.fullmatch(str(wanted.get("BudgetName") or "")):
        raise _refusal(
            "InvalidParameterException", "The budget's name must have 1 to 100 characters, without : and \\."
        )
    if not wanted.get("BudgetLimit") and not wanted.get("PlannedBudgetLimits") and not wanted.get("AutoAdjustData"):
        raise _refusal("InvalidParameterException", "Either a limit, planned limits or auto-adjust data must be given.")
    budget = {key: value for key, value in wanted.items() if value is not None}
    if "BudgetLimit" in budget:
        budget["BudgetLimit"] = _amount(budget["BudgetLimit"])
    if not budget.get("FilterExpression"):
        budget["CostTypes"] = {**_COST_TYPES, **(budget.get("CostTypes") or {})}
        budget.setdefault("CostFilters", {})
    now, period = credentials.now(), dict(budget.get("TimePeriod") or {})
    first = datetime(now.year, 1 if budget.get("TimeUnit") == "ANNUALLY" else now.month, 1)
    budget["TimePeriod"] = {"Start": period.get("Start") or first, "End": period.get("End") or _FOREVER}
    unit = (budget.get("BudgetLimit") or {}).get("Unit", "USD")
    budget["CalculatedSpend"] = {"ActualSpend": {"Amount": "0.0", "Unit": unit}}
    budget["LastUpdatedTime"] = now
    return budget


def _tags(items: Any) -> dict[str, str]:
    return {item["Key"]: item["Value"] for item in items or []}


@operation("budgets", "CreateBudget")
def create(call: Call) -> dict[str, Any]:
    """With notifications, if any: five at most."""
    kept, budget = _budgets(call), _checked(call.params.get("Budget") or {})
    name = budget["BudgetName"]
    if name in kept:
        raise _refusal("DuplicateRecordException", f"Error creating budget: {name} - the budget already exists.")
    made: dict[str, Any] = {"budget": budget, "tags": _tags(call.params.get("ResourceTags")), "notifications": {}}
    for item in call.params.get("NotificationsWithSubscribers") or []:
        _add(made, item["Notification"], item.get("Subscribers") or [])
    kept[name] = made
    return {}


@operation("budgets", "UpdateBudget")
def update(call: Call) -> dict[str, Any]:
    """The whole budget is replaced; its notifications stay."""
    budget = _checked(call.params.get("NewBudget") or {})
    _budget(call, budget["BudgetName"])["budget"] = budget
    return {}


@operation("budgets", "DescribeBudget")
def describe(call: Call) -> dict[str, Any]:
    """By name."""
    return {"Budget": _budget(call, call.params["BudgetName"])["budget"]}


@operation("budgets", "DescribeBudgets")
def describe_all(call: Call) -> dict[str, Any]:
    """All."""
    return paging.page(call, "Budgets", [found["budget"] for found in _budgets(call).values()], 100)


@operation("budgets", "DeleteBudget")
def delete(call: Call) -> dict[str, Any]:
    """Its notifications go with it."""
    _budget(call, call.params["BudgetName"])
    del _budgets(call)[call.params["BudgetName"]]
    return {}


def _key(notification: dict[str, Any]) -> tuple[Any, ...]:
    names = ("NotificationType", "ComparisonOperator", "Threshold")
    return (*(notification.get(name) for name in names), notification.get("ThresholdType") or "PERCENTAGE")


def _add(found: dict[str, Any], notification: dict[str, Any], subscribers: list[dict[str, Any]]) -> None:
    key = _key(notification)
    if key in found["notifications"]:
        raise _refusal("DuplicateRecordException", "The notification already exists.")
    if len(found["notifications"]) >= 5:
        raise _refusal("CreationLimitExceededException", "A budget has at most five notifications.")
    _check_subscribers(subscribers)
    found["notifications"][key] = list(subscribers)


def _check_subscribers(subscribers: list[dict[str, Any]]) -> None:
    kinds = [each["SubscriptionType"] for each in subscribers]
    if not subscribers or kinds.count("SNS") > 1 or kinds.count("EMAIL") > 10:
        raise _refusal(
            "InvalidParameterException", "A notification has 1 to 10 e-mail subscribers and at most one topic."
        )
    if len({(each["SubscriptionType"], each["Address"]) for each in subscribers}) != len(subscribers):
        raise _refusal("DuplicateRecordException", "The subscriber already exists.")


def _notification(call: Call, name: str = "Notification") -> tuple[dict[tuple[Any, ...], Any], tuple[Any, ...]]:
    kept = _budget(call, call.params["BudgetName"])["notifications"]
    key = _key(call.params[name])
    if key not in kept:
        raise _refusal("NotFoundException", "Unable to get notification: the notification doesn't exist.")
    return kept, key


@operation("budgets", "CreateNotification")
def create_notification(call: Call) -> dict[str, Any]:
    """Each once."""
    found = _budget(call, call.params["BudgetName"])
    _add(found, call.params["Notification"], call.params.get("Subscribers") or [])
    return {}


@operation("budgets", "UpdateNotification")
def update_notification(call: Call) -> dict[str, Any]:
    """Its subscribers stay."""
    kept, key = _notification(call, "OldNotification")
    new = _key(call.params["NewNotification"])
    if new in kept and new != key:
        raise _refusal("DuplicateRecordException", "The notification already exists.")
    kept[new] = kept.pop(key)
    return {}


@operation("budgets", "DeleteNotification")
def delete_notification(call: Call) -> dict[str, Any]:
    """Its subscribers go with it."""
    kept, key = _notification(call)
    del kept[key]
    return {}


@operation("budgets", "DescribeNotificationsForBudget")
def describe_notifications(call: Call) -> dict[str, Any]:
    """All of one budget."""
    names = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    kept = _budget(call, call.params["BudgetName"])["notifications"]
    shown = [{**dict(zip(names, key)), "NotificationState": "OK"} for key in kept]
    return paging.page(call, "Notifications", shown, 100)


@operation("budgets", "CreateSubscriber", "UpdateSubscriber", "DeleteSubscriber")
def change_subscribers(call: Call) -> dict[str, Any]:
    """One at a time; a notification keeps one at least."""
    kept, key = _notification(call)
    subscribers = list(kept[key])
    gone = call.params.get("OldSubscriber") or (
        call.params["Subscriber"] if call.operation == "DeleteSubscriber" else None
    )
    if gone is not None:
        if gone not in subscribers:
            raise _refusal("NotFoundException", "The subscriber doesn't exist.")
        subscribers.remove(gone)
    if call.operation != "DeleteSubscriber":
        subscribers.append(call.params.get("NewSubscriber") or call.params["Subscriber"])
    _check_subscribers(subscribers)
    kept[key] = subscribers
    return {}


@operation("budgets", "DescribeSubscribersForNotification")
def describe_subscribers(call: Call) -> dict[str, Any]:
    """All of one notification."""
    kept, key = _notification(call)
    return paging.page(call, "Subscribers", list(kept[key]), 100)


@operation("budgets", "TagResource", "UntagResource", "ListTagsForResource")
def tags(call: Call) -> dict[str, Any]:
    """Tags of budgets, by ARN."""
    name = str(call.params.get("ResourceARN") or "").partition(":budget/")[2]
    found = _budget(call, name)["tags"]
    if call.operation == "TagResource":
        found.update(_tags(call.params.get("ResourceTags")))
    elif call.operation == "UntagResource":
        for key in call.params.get("ResourceTagKeys") or []:
            found.pop(key, None)
    else:
        return {"ResourceTags": [{"Key": key, "Value": value} for key, value in found.items()]}
    return {}
