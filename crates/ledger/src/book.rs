//! The lines of one entry while a rule writes it: netted per account, gateway and VAT code, so that what comes in and goes
//! out within the entry leaves no line. Which lines carry a VAT code is decided here: a return's bases and its tax.

use crate::LedgerError;
use crate::chart::AccountCode;
use crate::model::{Dims, EntryDraft, Heading, LineDraft};
use crate::policy::{Policies, VatPoint};
use crate::vat::{VatCode, VatCodes};
use wasl_base::{CalendarDate, Currency, Instant, Money};
use wasl_events::{GoodsPart, SaleShare};

pub(crate) struct Book {
    currency: Currency,
    dims: Dims,
    vat_codes: Option<VatCodes>,
    /// Is a deposit a base of VAT? Where VAT falls due with the money, base and tax of a deposit are booked together.
    are_deposits_taxed: bool,
    sums: Vec<Sum>,
}

struct Sum {
    account: AccountCode,
    gateway: Option<String>,
    code: Option<VatCode>,
    /// Debits positive, credits negative.
    minor: i64,
}

impl Book {
    /// A book whose lines have nothing to do with VAT.
    pub(crate) fn new(currency: Currency, dims: Dims) -> Self {
        Self { currency, dims, vat_codes: None, are_deposits_taxed: false, sums: Vec::with_capacity(8) }
    }

    /// The same for a sale whose goods stand under `vat_codes`.
    pub(crate) fn taxed(self, vat_codes: VatCodes, policies: &Policies) -> Self {
        let are_deposits_taxed = policies.vat_point == VatPoint::Payment;
        Self { vat_codes: Some(vat_codes), are_deposits_taxed, ..self }
    }

    pub(crate) fn debit(&mut self, account: AccountCode, minor: i64) {
        self.add(account, None, None, minor);
    }

    pub(crate) fn credit(&mut self, account: AccountCode, minor: i64) {
        self.add(account, None, None, -minor);
    }

    pub(crate) fn debit_through(&mut self, account: AccountCode, gateway: Option<&str>, minor: i64) {
        self.add(account, gateway, None, minor);
    }

    pub(crate) fn debit_coded(&mut self, account: AccountCode, code: Option<VatCode>, minor: i64) {
        self.add(account, None, code, minor);
    }

    /// Only what is taxed at the standard rate bears any.
    pub(crate) fn credit_vat(&mut self, minor: i64) {
        let standard = self.vat_codes.and_then(|codes| codes.standard);
        self.add(AccountCode::OUTPUT_VAT, None, standard, -minor);
    }

    /// The net of a share becomes a deposit; with a `sign` of -1 it ceases to be one.
    pub(crate) fn deposit(&mut self, share: &SaleShare, sign: i64) {
        for (code, net) in self.nets(share) {
            self.add(AccountCode::DEPOSITS, None, code.filter(|_| self.are_deposits_taxed), -sign * net);
        }
    }

    /// The deferred part of a sale becomes revenue, gross, with the discount as contra.
    pub(crate) fn earn(&mut self, share: &SaleShare) {
        self.deposit(share, -1);
        let parts = self.goods(share);
        for (code, part) in parts {
            self.add(AccountCode::DISCOUNTS, None, code, part.discount);
        }
        for (code, part) in parts {
            self.add(AccountCode::SALES, None, code, -part.goods);
        }
        let standard = parts[0].0;
        self.add(AccountCode::SHIPPING_INCOME, None, standard, -share.shipping);
        self.add(AccountCode::COD_FEE_INCOME, None, standard, -share.cod_fee);
    }

    /// A share's net by code: the bases of VAT.
    pub(crate) fn nets(&self, share: &SaleShare) -> [(Option<VatCode>, i64); 3] {
        let [standard, zero_rated, exempt] = self.goods(share).map(|(code, part)| (code, part.net()));
        [(standard.0, standard.1 + share.shipping + share.cod_fee), zero_rated, exempt]
    }

    fn goods(&self, share: &SaleShare) -> [(Option<VatCode>, GoodsPart); 3] {
        let codes = self.vat_codes;
        [
            (codes.and_then(|codes| codes.standard), share.standard()),
            (codes.map(|codes| codes.zero_rated), share.zero_rated),
            (codes.map(|codes| codes.exempt), share.exempt),
        ]
    }

    fn add(&mut self, account: AccountCode, gateway: Option<&str>, code: Option<VatCode>, minor: i64) {
        let is_same =
            |held: &&mut Sum| held.account == account && held.gateway.as_deref() == gateway && held.code == code;
        match self.sums.iter_mut().find(is_same) {
            Some(held) => held.minor += minor,
            None => self.sums.push(Sum { account, gateway: gateway.map(str::to_owned), code, minor }),
        }
    }

    pub(crate) fn entry(
        self,
        key: String,
        document: String,
        date: CalendarDate,
        at: Instant,
    ) -> Result<EntryDraft, LedgerError> {
        let Self { currency, dims, sums, .. } = self;
        let lines = sums.into_iter().map(|Sum { account, gateway, code, minor }| {
            let dims = Dims { gateway, vat_code: code, ..dims.clone() };
            LineDraft::debit(account, Money::new(minor, currency), dims)
        });
        EntryDraft::balanced(Heading { key, document, date, at, memo: None }, lines.collect())
    }
}
