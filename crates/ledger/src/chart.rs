//! The chart of accounts as data: code, type, names in both languages, path for text exports.
//! Contra accounts (4110 discounts, 6410 compensation) keep the type of the account they reduce.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use wasl_base::Lang;

/// The number an account is known by, e.g. 1120.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountCode(i64);

/// Which statement an account belongs to, and on which side it usually stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountType {
    Asset,
    Liability,
    Equity,
    Revenue,
    Expense,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub code: AccountCode,
    pub kind: AccountType,
    pub en: &'static str,
    pub ar: &'static str,
    /// Colon-separated, ASCII, its first part one of the five roots that text ledgers know.
    pub path: &'static str,
}

impl Account {
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ar => self.ar,
            Lang::En => self.en,
        }
    }
}

impl AccountType {
    pub const ALL: [Self; 5] = [Self::Asset, Self::Liability, Self::Equity, Self::Revenue, Self::Expense];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Liability => "liability",
            Self::Equity => "equity",
            Self::Revenue => "revenue",
            Self::Expense => "expense",
        }
    }

    /// Does a debit increase it?
    pub fn is_debit_normal(self) -> bool {
        matches!(self, Self::Asset | Self::Expense)
    }
}

impl AccountCode {
    // The accounts that rules speak of by name.
    pub const BANK: Self = Self(1020);
    pub const CUSTOMERS: Self = Self(1110);
    pub const GATEWAYS: Self = Self(1120);
    pub const BNPL: Self = Self(1125);
    /// Cash that carriers collected and owe us.
    pub const COD: Self = Self(1130);
    pub const INPUT_VAT: Self = Self(1210);
    pub const STOCK: Self = Self(1310);
    pub const STOCK_IN_TRANSIT: Self = Self(1320);
    pub const SUSPENSE: Self = Self(1900);
    pub const SUPPLIERS: Self = Self(2010);
    pub const ACCRUED_FREIGHT: Self = Self(2025);
    pub const OUTPUT_VAT: Self = Self(2110);
    pub const DEPOSITS: Self = Self(2210);
    pub const REFUNDS: Self = Self(2220);
    pub const STORE_CREDIT: Self = Self(2230);
    pub const OVERPAYMENTS: Self = Self(2250);
    pub const EQUITY: Self = Self(3010);
    pub const SALES: Self = Self(4010);
    pub const SHIPPING_INCOME: Self = Self(4020);
    pub const COD_FEE_INCOME: Self = Self(4030);
    pub const DISCOUNTS: Self = Self(4110);
    pub const SALES_RETURNS: Self = Self(4120);
    pub const COST_OF_GOODS: Self = Self(5010);
    pub const SHIPPING_COST: Self = Self(6010);
    pub const COD_FEES: Self = Self(6030);
    pub const GATEWAY_FEES: Self = Self(6110);

    /// The account of this number, if the chart has one.
    pub fn of(number: i64) -> Option<Self> {
        Some(Self(number)).filter(|code| code.place().is_some())
    }

    pub const fn number(self) -> i64 {
        self.0
    }

    fn place(self) -> Option<usize> {
        CHART.binary_search_by_key(&self.0, |account| account.code.0).ok()
    }

    pub fn account(self) -> &'static Account {
        let place = self.place();
        assert!(place.is_some(), "account {} is not in the chart", self.0);
        &CHART[place.unwrap_or_default()]
    }
}

impl FromStr for AccountCode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let shaped = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| shaped).and_then(Self::of).ok_or(())
    }
}

impl fmt::Display for AccountCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl fmt::Debug for AccountCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl Serialize for AccountCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccountCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(|()| serde::de::Error::custom("not an account of the chart"))
    }
}

const fn account(code: i64, kind: AccountType, en: &'static str, ar: &'static str, path: &'static str) -> Account {
    Account { code: AccountCode(code), kind, en, ar, path }
}

use AccountType::{Asset, Equity, Expense, Liability, Revenue};

/// In order of code.
#[rustfmt::skip]
pub const CHART: [Account; 60] = [
    account(1010, Asset, "Cash on hand", "النقدية بالصندوق", "Assets:Cash:OnHand"),
    account(1020, Asset, "Bank – current account", "البنك – حساب جاري", "Assets:Bank:Current"),
    account(1110, Asset, "Receivable – customers", "ذمم العملاء", "Assets:Receivable:Customers"),
    account(1120, Asset, "Receivable – card gateways", "ذمم بوابات الدفع", "Assets:Receivable:Gateway"),
    account(1125, Asset, "Receivable – BNPL providers", "ذمم الدفع الآجل (تابي/تمارا)", "Assets:Receivable:BNPL"),
    account(1130, Asset, "COD receivable – couriers", "ذمم شركات الشحن (الدفع عند الاستلام)", "Assets:Receivable:COD"),
    account(1135, Asset, "Disputed funds (chargebacks)", "أموال متنازع عليها", "Assets:Receivable:Disputed"),
    account(1140, Asset, "Carrier claims receivable", "مطالبات على شركات الشحن", "Assets:Receivable:CarrierClaims"),
    account(1145, Asset, "COD shortfall claims", "فروقات تحصيل الدفع عند الاستلام", "Assets:Receivable:CODShortfall"),
    account(1150, Asset, "Gateway rolling reserve", "احتياطي محتجز لدى البوابة", "Assets:Receivable:Reserve"),
    account(1210, Asset, "Input VAT recoverable", "ضريبة المدخلات", "Assets:VAT:Input"),
    account(1310, Asset, "Inventory", "المخزون", "Assets:Inventory:Stock"),
    account(1320, Asset, "Inventory in transit to customers", "بضاعة في الطريق للعملاء", "Assets:Inventory:InTransit"),
    account(1330, Asset, "Returns in transit / inspection", "مرتجعات تحت الفحص", "Assets:Inventory:Returns"),
    account(1410, Asset, "Prepaid courier wallet", "رصيد مدفوع مقدماً لشركات الشحن", "Assets:Prepaid:CourierWallet"),
    account(1810, Asset, "FX clearing (nets to zero per deal)", "مقاصة العملات", "Assets:Clearing:FX"),
    account(1900, Liability, "Suspense – unidentified receipts", "حساب معلق – مقبوضات غير محددة", "Liabilities:Suspense"),
    account(2010, Liability, "Accounts payable – suppliers", "ذمم الموردين", "Liabilities:Payable:Suppliers"),
    account(2020, Liability, "Accounts payable – couriers", "ذمم شركات الشحن الدائنة", "Liabilities:Payable:Couriers"),
    account(2025, Liability, "Accrued freight (not yet invoiced)", "شحن مستحق غير مفوتر", "Liabilities:Accrued:Freight"),
    account(2110, Liability, "Output VAT payable", "ضريبة المخرجات", "Liabilities:VAT:Output"),
    account(2120, Liability, "VAT return payable", "ضريبة مستحقة للهيئة", "Liabilities:VAT:Return"),
    account(2210, Liability, "Customer deposits / deferred revenue", "دفعات مقدمة من العملاء (إيراد مؤجل)", "Liabilities:DeferredRevenue"),
    account(2220, Liability, "Refunds payable", "مستردات مستحقة الدفع", "Liabilities:RefundsPayable"),
    account(2230, Liability, "Store credit & gift cards", "رصيد المتجر وبطاقات الهدايا", "Liabilities:StoreCredit"),
    account(2235, Liability, "Compensation vouchers outstanding", "قسائم تعويض قائمة", "Liabilities:Vouchers"),
    account(2240, Liability, "Loyalty points liability", "التزام نقاط الولاء", "Liabilities:Loyalty"),
    account(2250, Liability, "Customer overpayments", "مدفوعات زائدة من العملاء", "Liabilities:Overpayments"),
    account(2260, Liability, "Refund liability – expected returns", "التزام مرتجعات متوقعة", "Liabilities:ExpectedReturns"),
    account(2270, Liability, "Exchange clearing", "مقاصة الاستبدال", "Liabilities:Clearing:Exchange"),
    account(3010, Equity, "Owner's equity", "حقوق الملكية", "Equity:Owner"),
    account(3020, Equity, "Retained earnings", "الأرباح المبقاة", "Equity:Retained"),
    account(4010, Revenue, "Sales of goods", "مبيعات البضائع", "Income:Sales"),
    account(4020, Revenue, "Shipping income", "إيراد الشحن", "Income:Shipping"),
    account(4030, Revenue, "COD fee income", "إيراد رسوم الدفع عند الاستلام", "Income:CODFee"),
    account(4040, Revenue, "Return / exchange fee income", "إيراد رسوم الإرجاع والاستبدال", "Income:ReturnFee"),
    account(4110, Revenue, "Sales discounts (contra)", "خصومات المبيعات", "Income:Contra:Discounts"),
    account(4120, Revenue, "Sales returns & allowances (contra)", "مردودات ومسموحات المبيعات", "Income:Contra:Returns"),
    account(4130, Revenue, "Loyalty points granted (contra)", "نقاط ولاء ممنوحة", "Income:Contra:Loyalty"),
    account(4140, Revenue, "Late-delivery compensation (contra)", "تعويضات التأخير", "Income:Contra:Compensation"),
    account(4210, Revenue, "Store-credit breakage", "رصيد منتهي الصلاحية", "Income:Breakage:StoreCredit"),
    account(4220, Revenue, "Loyalty breakage", "نقاط منتهية الصلاحية", "Income:Breakage:Loyalty"),
    account(5010, Expense, "Cost of goods sold", "تكلفة البضاعة المباعة", "Expenses:COGS"),
    account(5020, Expense, "Inventory losses (lost/damaged)", "خسائر مخزون (مفقود/تالف)", "Expenses:InventoryLoss"),
    account(5025, Expense, "Free replacements", "بضاعة بديلة مجانية", "Expenses:Replacements"),
    account(6010, Expense, "Outbound shipping cost", "تكلفة الشحن الصادر", "Expenses:Shipping:Outbound"),
    account(6020, Expense, "Return shipping cost", "تكلفة شحن المرتجعات", "Expenses:Shipping:Return"),
    account(6030, Expense, "COD collection fees", "رسوم تحصيل الدفع عند الاستلام", "Expenses:Shipping:CODFee"),
    account(6050, Expense, "Failed delivery / RTO cost", "تكلفة فشل التسليم والإعادة", "Expenses:Shipping:RTO"),
    account(6110, Expense, "Card gateway fees", "رسوم بوابات الدفع", "Expenses:Fees:Gateway"),
    account(6120, Expense, "BNPL fees", "رسوم الدفع الآجل", "Expenses:Fees:BNPL"),
    account(6130, Expense, "Chargeback fees", "رسوم الاعتراضات البنكية", "Expenses:Fees:Chargeback"),
    account(6135, Expense, "Chargeback losses", "خسائر الاعتراضات البنكية", "Expenses:ChargebackLoss"),
    account(6140, Expense, "COD shortfall written off", "ديون تحصيل معدومة", "Expenses:BadDebt:COD"),
    account(6210, Expense, "Customer goodwill", "تعويضات ودية", "Expenses:Goodwill"),
    account(6310, Expense, "Bank charges", "مصاريف بنكية", "Expenses:BankCharges"),
    account(6410, Expense, "Carrier compensation (contra)", "تعويضات شركات الشحن", "Expenses:Contra:CarrierCompensation"),
    account(6900, Expense, "Rounding differences", "فروق التقريب", "Expenses:Rounding"),
    account(7010, Revenue, "FX gain", "أرباح فروق عملة", "Income:FXGain"),
    account(7020, Expense, "FX loss", "خسائر فروق عملة", "Expenses:FXLoss"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_paths_are_single_words_under_the_right_root() {
        assert!(CHART.windows(2).all(|pair| pair[0].code < pair[1].code));
        for account in &CHART {
            let root = match account.kind {
                Asset => "Assets:",
                Liability => "Liabilities:",
                Equity => "Equity:",
                Revenue => "Income:",
                Expense => "Expenses:",
            };
            assert!(account.path.starts_with(root), "{account:?}");
            assert!(account.path.bytes().all(|b| b.is_ascii_alphabetic() || b == b':'), "{account:?}");
            assert!(!account.en.is_empty() && !account.ar.is_ascii(), "{account:?}");
        }
        let paths: std::collections::HashSet<_> = CHART.iter().map(|a| a.path).collect();
        assert_eq!(paths.len(), CHART.len());
    }

    #[test]
    fn every_account_named_in_rules_is_in_the_chart() {
        use AccountCode as A;
        for code in [
            A::INPUT_VAT,
            A::SUPPLIERS,
            A::EQUITY,
            A::BANK,
            A::CUSTOMERS,
            A::GATEWAYS,
            A::BNPL,
            A::COD,
            A::STOCK,
            A::STOCK_IN_TRANSIT,
            A::SUSPENSE,
            A::OUTPUT_VAT,
            A::DEPOSITS,
            A::REFUNDS,
            A::STORE_CREDIT,
            A::OVERPAYMENTS,
            A::SALES,
            A::SHIPPING_INCOME,
            A::COD_FEE_INCOME,
            A::DISCOUNTS,
            A::SALES_RETURNS,
            A::COST_OF_GOODS,
            A::COD_FEES,
            A::GATEWAY_FEES,
        ] {
            assert_eq!(AccountCode::of(code.number()), Some(code));
        }
        for bad in ["", "112", "01120", "9999", "١١٢٠", "-112"] {
            assert!(bad.parse::<AccountCode>().is_err(), "{bad}");
        }
    }
}
