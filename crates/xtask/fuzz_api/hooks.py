"""What schemathesis cannot know of this API: the shop's rows, the years it reads, and which refusals of well-formed
requests follow a rule that no schema can say. Everything else that is refused, or accepted, is a finding."""

import datetime
import json
import os

import schemathesis
from hypothesis import strategies as st

FIRST = datetime.datetime(2000, 1, 2)
LAST = datetime.datetime(2099, 12, 30)
ZONES = st.sampled_from(
    [datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=3))]
)

schemathesis.openapi.format("date", st.dates(FIRST.date(), LAST.date()).map(str))
schemathesis.openapi.format(
    "date-time",
    st.datetimes(FIRST, LAST, timezones=ZONES).map(datetime.datetime.isoformat),
)

# Codes of refusals (422) that a valid request may meet, since they hang on the shop, on other fields or on the past.
RULES = {
    # of texts: what is invisible, and the address and numbering plans of each country
    "platform.nul_character",
    "orders.control_character",
    "customers.control_character",
    "customers.email",
    "address.control_character",
    "address.required",
    "address.building",
    "address.postal_code",
    "address.additional_number",
    "address.short_address",
    "phone.characters",
    "phone.country_code_missing",
    "phone.letters",
    "phone.not_in_plan",
    "phone.scientific_notation",
    "phone.too_long",
    "phone.too_short",
    "ledger.text",
    # of money: the currency's decimals, and sums
    "orders.too_many_decimals",
    "orders.amount_too_large",
    "orders.mixed_currency",
    "orders.discount_too_large",
    "orders.total_mismatch",
    "orders.out_of_range",
    # of time
    "orders.in_the_future",
    "orders.promise_in_the_past",
    "insight.period_backwards",
    "insight.period_too_long",
    "ledger.date",
    # of the shop's own rows and of fields that need each other
    "orders.required",
    "orders.unknown_reference",
    "orders.duplicate_sku",
    "platform.idempotency_mismatch",
    "platform.version_mismatch",
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Addresses name rows that are there, as often as rows that are not."""
    rows = json.loads(os.environ["WASL_FUZZ_ROWS"])
    for path, item in raw_schema["paths"].items():
        noun = path.split("/")[3]
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and noun in rows:
                    parameter.pop("example", None)
                    parameter["schema"] = {
                        "type": "string",
                        "anyOf": [{"enum": rows[noun]}, {"minLength": 1}],
                    }


@schemathesis.check
def refusals_follow_a_rule(ctx, response, case):
    """A valid request is refused with 422 only by a rule that stands above."""
    is_valid = case.meta is not None and case.meta.generation.mode.is_positive
    if is_valid and response.status_code == 422:
        problem = response.json()
        if problem["code"] not in RULES:
            raise AssertionError(
                f"a valid request was refused: {problem['code']} {problem.get('field')}"
            )
