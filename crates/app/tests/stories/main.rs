//! Stories across domains, told through the doors that callers use, on both engines.

mod after_all;
mod audit_matrix;
mod backups;
mod bad_input;
mod bad_orders;
mod connections;
mod console_matrix;
mod document;
mod find;
mod grants;
mod malformed;
mod operations;
mod operator;
mod outages;
mod rates;
mod roles;
mod strand;
mod support;
mod tenant_matrix;
mod two_at_once;
mod upgrades;
mod vat;
mod words;
