//! What each role may do, by verb. Seeing orders and parcels is everybody's; all else stands in one of these lists, and
//! whoever is not on it meets `platform.not_allowed`, or does not see the button.

use super::user::Role;

/// Something that not everybody in a shop may see or do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Sales of a period, on the home page.
    SeeSales,
    /// Accounts, journal and the entries of an order; cash that carriers owe.
    SeeBooks,
    ReverseEntries,
    RecordPayments,
    CancelOrders,
    WriteNotes,
    FulfilOrders,
    /// Scans written down by hand.
    RecordScans,
    /// A new tracking link, which ends the old one.
    RenewLinks,
    /// See what has stopped, and try it again.
    RetryWork,
    /// See API keys, make and revoke them.
    ManageKeys,
    /// See who did what.
    SeeAudit,
    /// See the shop's people, invite, change roles, remove.
    ManageTeam,
    /// Connect storefronts, see what they told and have it looked at again.
    ManageStorefronts,
}

use Permission::{
    CancelOrders, FulfilOrders, ManageStorefronts, RecordPayments, RecordScans, RenewLinks, RetryWork, ReverseEntries,
    SeeBooks, SeeSales, WriteNotes,
};

const OPERATIONS: [Permission; 9] = [
    SeeSales,
    RecordPayments,
    CancelOrders,
    WriteNotes,
    FulfilOrders,
    RecordScans,
    RenewLinks,
    RetryWork,
    ManageStorefronts,
];
const AGENT: [Permission; 3] = [CancelOrders, WriteNotes, RenewLinks];
const ACCOUNTANT: [Permission; 4] = [SeeSales, SeeBooks, ReverseEntries, RecordPayments];

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        match self {
            Self::Owner => true,
            Self::Operations => OPERATIONS.contains(&permission),
            Self::Agent => AGENT.contains(&permission),
            Self::Accountant => ACCOUNTANT.contains(&permission),
        }
    }
}
