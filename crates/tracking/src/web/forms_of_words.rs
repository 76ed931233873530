//! The words that the API of parcels takes and gives, as its description lists them.

use super::api::FILTERS;
use crate::model::Substatus;
use wasl_events::Status;
use wasl_platform::describe_as;
use wasl_platform::web::shape::{by_pattern, id_of, one_of};

describe_as!(StatusWord, "ParcelStatus", one_of("Where a parcel stands.", Status::ALL.map(Status::as_str)));
describe_as!(
    SubstatusWord,
    "ParcelSubstatus",
    one_of("What is told beside the status.", Substatus::ALL.map(Substatus::as_str))
);
describe_as!(FilterWord, "ParcelFilter", one_of("Which parcels.", FILTERS));
// Neither blank at its ends nor anything invisible, 64 characters at most (`create_shipment::CODE_CHARS_MAX`).
describe_as!(
    CodeText,
    "ParcelCode",
    by_pattern(
        "A carrier's code, a connection or a tracking number, without blanks at its ends.",
        r"^[^\s\u0000-\u001f\u007f-\u009f]([^\u0000-\u001f\u007f-\u009f]{0,62}[^\s\u0000-\u001f\u007f-\u009f])?$",
        Some("SM4471902")
    )
);
describe_as!(OrderIdText, "OrderId", id_of("ord"));
describe_as!(LineIdText, "OrderLineId", id_of("orl"));
