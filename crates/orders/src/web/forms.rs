//! The console's acts on one order: take a payment, call it off, write a note. Each is a page with one form; a refusal
//! shows the form again with its reason, and what was typed.

use super::reading;
use crate::policy::Settlement;
use crate::read::find_order;
use crate::{
    CancelOrder, MarkPaid, NewTender, Order, OrderError, UpdateOrder, cancel_order_in, mark_paid_in, update_order_in,
};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use wasl_base::OrderId;
use wasl_db::{BoxFuture, Tx};
use wasl_events::PaymentMethod;
use wasl_platform::{
    CheckedForm, House, Member, PageProblem, Permission, Problem, Section, Shop, Stamp, record_audit_in,
};
use wasl_ui::{Field, Tone};

/// Means of payment that a person can take note of.
const METHODS: [PaymentMethod; 5] = [
    PaymentMethod::BankTransfer,
    PaymentMethod::Card,
    PaymentMethod::Bnpl,
    PaymentMethod::Voucher,
    PaymentMethod::Other,
];

#[derive(Clone, Default, Deserialize)]
pub struct PayForm {
    #[serde(default)]
    method: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    external_ref: String,
    version: i64,
}

#[derive(Clone, Default, Deserialize)]
pub struct CancelForm {
    #[serde(default)]
    reason: String,
    version: i64,
}

#[derive(Clone, Default, Deserialize)]
pub struct NoteForm {
    #[serde(default)]
    note: String,
    version: i64,
}

/// One of the three pages.
struct Act<'a> {
    member: &'a Member,
    order: &'a Order,
    /// `pay`, `cancel` or `note`: the last part of the address and of the message keys.
    name: &'static str,
    problem: Option<&'a Problem>,
    /// The version the person looked at.
    version: i64,
}

impl Act<'_> {
    fn href(&self) -> String {
        self.member.href(&format!("/orders/{}/{}", self.order.id, self.name))
    }

    /// What is wrong with one field, if that is it.
    fn wrong(&self, field: &str) -> Option<String> {
        let problem = self.problem.filter(|problem| problem.field.as_deref() == Some(field))?;
        Some(problem.text(self.member.locale.lang))
    }

    fn page(&self, fields: Markup, button: Markup) -> Markup {
        let locale = &self.member.locale;
        let title = locale.t(&format!("orders-{}-title", self.name));
        let order_href = self.member.href(&format!("/orders/{}", self.order.id));
        let crumb = (order_href.as_str(), self.order.number.as_str());
        let body = html! {
            (wasl_ui::page_head(Some(crumb), html! { (title) }, None))
            @if let Some(problem) = self.problem { (wasl_ui::notice(Tone::Bad, &problem.text(locale.lang))) }
            section.card {
                p.muted { (locale.t(&format!("orders-{}-lead", self.name))) }
                form.form method="post" action=(self.href()) {
                    (wasl_ui::csrf_field(&self.member.csrf))
                    input type="hidden" name="version" value=(self.version);
                    (fields)
                    div.cluster { (button) (wasl_ui::button_link(&order_href, None, &locale.t("orders-form-back"))) }
                }
            }
        };
        self.member.page(Section::Orders, &title, body)
    }
}

fn pay_markup(act: &Act<'_>, form: &PayForm) -> Markup {
    let locale = &act.member.locale;
    let options: Vec<(String, String)> =
        METHODS.iter().map(|method| (method.as_str().to_owned(), super::words::method_word(locale, *method))).collect();
    let (amount_error, ref_error) = (act.wrong("/amount"), act.wrong("/external_ref"));
    let hint = locale.tv("orders-pay-amount-hint", &[("due", locale.money(act.order.due()).into())]);
    let fields = html! {
        (wasl_ui::select("method", &locale.t("orders-method"), &options, &form.method))
        (wasl_ui::field(&Field {
            name: "amount", label: &locale.t("orders-amount"), value: &form.amount, is_required: true, is_ltr: true,
            hint: Some(&hint), error: amount_error.as_deref(), ..Field::default()
        }))
        (wasl_ui::field(&Field {
            name: "external_ref", label: &locale.t("orders-pay-reference"), value: &form.external_ref, is_ltr: true,
            error: ref_error.as_deref(), ..Field::default()
        }))
    };
    act.page(fields, wasl_ui::submit_button(&locale.t("orders-pay-submit")))
}

fn cancel_markup(act: &Act<'_>, form: &CancelForm) -> Markup {
    let locale = &act.member.locale;
    let fields = html! {
        @if act.order.paid > 0 {
            @let paid = locale.money(wasl_base::Money::new(act.order.paid, act.order.currency()));
            (wasl_ui::notice(Tone::Warn, &locale.tv("orders-cancel-refund", &[("paid", paid.into())])))
        }
        (wasl_ui::textarea("reason", &locale.t("orders-cancel-reason"), &form.reason, None))
    };
    act.page(fields, wasl_ui::danger_button(&locale.t("orders-cancel-submit")))
}

fn note_markup(act: &Act<'_>, form: &NoteForm) -> Markup {
    let locale = &act.member.locale;
    let hint = locale.t("orders-note-hint");
    let fields = wasl_ui::textarea("note", &locale.t("orders-note"), &form.note, Some(&hint));
    act.page(fields, wasl_ui::submit_button(&locale.t("orders-note-submit")))
}

async fn order_of(house: &House, member: &Member, id: &str) -> Result<Order, Problem> {
    let id: OrderId = id.parse().map_err(|_| OrderError::NotFound)?;
    let mut read = house.db.read().await?;
    Ok(find_order(&mut read, member.shop.id, id).await?)
}

type OrderPath = Path<(String, String)>;

pub async fn pay_page(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
) -> Result<Markup, PageProblem> {
    member.require(Permission::RecordPayments)?;
    let order = order_of(&house, &member, &id).await?;
    let form = PayForm { amount: order.due().decimal(), version: order.version, ..PayForm::default() };
    let act = Act { member: &member, order: &order, name: "pay", problem: None, version: order.version };
    Ok(pay_markup(&act, &form))
}

pub async fn take_pay(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
    CheckedForm(form): CheckedForm<PayForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RecordPayments)?;
    let order = order_of(&house, &member, &id).await?;
    let done = match pay_command(&order, &form) {
        Ok(command) => {
            run(&house, &member, order.id, "order.paid", command, |tx, stamp, shop, command| {
                Box::pin(async move { mark_paid_in(tx, stamp, shop, command).await.map(|_| ()) })
            })
            .await
        }
        Err(error) => Err(error),
    };
    Ok(answered(&member, &order, "pay", form.version, done, |act| pay_markup(act, &form)))
}

fn pay_command(order: &Order, form: &PayForm) -> Result<MarkPaid, OrderError> {
    let tender = NewTender {
        method: reading::payment_method("/method", &form.method)?,
        gateway: None,
        // People type the digits of their keyboard.
        amount: reading::amount("/amount", &wasl_base::fold(&form.amount.replace('٫', ".")), order.currency())?,
        external_ref: Some(form.external_ref.clone()),
    };
    Ok(MarkPaid {
        order: order.id,
        expected_version: Some(form.version),
        currency: None,
        tenders: vec![tender],
        paid_at: None,
        settlement: Settlement::Instalment,
    })
}

pub async fn cancel_page(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
) -> Result<Markup, PageProblem> {
    member.require(Permission::CancelOrders)?;
    let order = order_of(&house, &member, &id).await?;
    let act = Act { member: &member, order: &order, name: "cancel", problem: None, version: order.version };
    Ok(cancel_markup(&act, &CancelForm::default()))
}

pub async fn take_cancel(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
    CheckedForm(form): CheckedForm<CancelForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::CancelOrders)?;
    let order = order_of(&house, &member, &id).await?;
    let reason = Some(form.reason.clone());
    let command = CancelOrder { order: order.id, expected_version: Some(form.version), reason, cancelled_at: None };
    let done = run(&house, &member, order.id, "order.cancelled", command, |tx, stamp, shop, command| {
        Box::pin(async move { cancel_order_in(tx, stamp, shop, command).await.map(|_| ()) })
    })
    .await;
    Ok(answered(&member, &order, "cancel", form.version, done, |act| cancel_markup(act, &form)))
}

pub async fn note_page(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
) -> Result<Markup, PageProblem> {
    member.require(Permission::WriteNotes)?;
    let order = order_of(&house, &member, &id).await?;
    let form = NoteForm { note: order.note.clone().unwrap_or_default(), version: order.version };
    let act = Act { member: &member, order: &order, name: "note", problem: None, version: order.version };
    Ok(note_markup(&act, &form))
}

pub async fn take_note(
    State(house): State<House>,
    member: Member,
    Path((_, id)): OrderPath,
    CheckedForm(form): CheckedForm<NoteForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::WriteNotes)?;
    let order = order_of(&house, &member, &id).await?;
    let command = UpdateOrder {
        expected_version: Some(form.version),
        note: Some(Some(form.note.clone())),
        ..UpdateOrder::of(order.id)
    };
    let done = run(&house, &member, order.id, "order.noted", command, |tx, stamp, shop, command| {
        Box::pin(async move { update_order_in(tx, stamp, shop, command).await.map(|_| ()) })
    })
    .await;
    Ok(answered(&member, &order, "note", form.version, done, |act| note_markup(act, &form)))
}

type Verb<C> = for<'t> fn(&'t mut Tx, &'t Stamp, &'t Shop, &'t C) -> BoxFuture<'t, Result<(), OrderError>>;

struct Deed<C> {
    stamp: Stamp,
    shop: Arc<Shop>,
    actor: String,
    order: OrderId,
    word: &'static str,
    command: C,
    verb: Verb<C>,
}

/// The verb and the record of who did it, in one transaction. The record comes first: the books are locked last.
async fn run<C: Send + Sync + 'static>(
    house: &House,
    member: &Member,
    order: OrderId,
    word: &'static str,
    command: C,
    verb: Verb<C>,
) -> Result<(), OrderError> {
    let (shop, actor) = (Arc::clone(&member.shop), member.actor());
    let deed = Deed { stamp: house.stamp(), shop, actor, order, word, command, verb };
    house.db.write(deed, |tx, deed| Box::pin(done(tx, deed))).await
}

async fn done<C: Sync>(tx: &mut Tx, deed: &Deed<C>) -> Result<(), OrderError> {
    let subject = deed.order.to_string();
    record_audit_in(tx, &deed.stamp, deed.shop.id, &deed.actor, deed.word, &subject, "").await?;
    (deed.verb)(tx, &deed.stamp, &deed.shop, &deed.command).await
}

/// Back to the order, or the form again with what is wrong.
fn answered(
    member: &Member,
    order: &Order,
    name: &'static str,
    version: i64,
    done: Result<(), OrderError>,
    markup: impl Fn(&Act<'_>) -> Markup,
) -> Response {
    match done {
        Ok(()) => Redirect::to(&member.href(&format!("/orders/{}", order.id))).into_response(),
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status.is_server_error() || problem.status == StatusCode::NOT_FOUND {
                return PageProblem::from(problem).into_response();
            }
            let act = Act { member, order, name, problem: Some(&problem), version };
            (problem.status, markup(&act)).into_response()
        }
    }
}
