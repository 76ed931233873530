//! A verb as the writer sees it: run once on the writer's thread, its answer kept until the commit that holds it.

use crate::{BoxFuture, DbError, Fails, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};
use tokio::sync::oneshot;

/// One verb of a batch, whatever its types.
pub(crate) trait Member: Send {
    /// Runs it inside its savepoint; true when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx) -> bool;
    fn has_succeeded(&self) -> bool;
    /// It answered [`DbError::Retry`]: something it met wants it to look again.
    fn asks_again(&self) -> bool;
    /// Nobody waits for it any more.
    fn is_forsaken(&self) -> bool;
    /// Replaces its answer.
    fn fail(&mut self, error: DbError);
    /// Tells the caller, who may have gone.
    fn answer(self: Box<Self>);
}

pub(crate) struct Verb<C, T, E, F> {
    context: C,
    verb: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<C, T, E, F> Verb<C, T, E, F> {
    pub(crate) fn new(context: C, verb: F) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Self { context, verb, result: None, reply }, answer)
    }
}

impl<C, T, E, F> Member for Verb<C, T, E, F>
where
    C: Send + Sync,
    T: Send,
    E: Fails,
    F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        // The connection is consistent after a panic: the writer rolls back to the savepoint whatever happened.
        let polled = catch_unwind(AssertUnwindSafe(|| (self.verb)(tx, &self.context).as_mut().poll(&mut context)));
        let result = match polled {
            Ok(Poll::Ready(result)) => result,
            Ok(Poll::Pending) => Err(E::from(DbError::Bug("a verb awaited something other than the database".into()))),
            Err(panic) => Err(E::from(DbError::Bug(format!("a verb panicked: {}", sentence(&*panic))))),
        };
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn has_succeeded(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }

    fn asks_again(&self) -> bool {
        let error = self.result.as_ref().and_then(|result| result.as_ref().err());
        matches!(error.and_then(Fails::db), Some(DbError::Retry(_)))
    }

    fn is_forsaken(&self) -> bool {
        self.reply.is_closed()
    }

    fn fail(&mut self, error: DbError) {
        self.result = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(E::from(DbError::Bug("a verb was never run".into()))));
        // Whether anyone still listens changes nothing: the commit is made.
        drop(self.reply.send(result));
    }
}

pub(crate) fn sentence(panic: &(dyn std::any::Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "no words",
    }
}
