//! The four stored types on the wire, both ways. Any other type of PostgreSQL is a Bug: it has no twin on SQLite.

use crate::{Cell, DbError, Value};
use bytes::BytesMut;
use std::error::Error;
use tokio_postgres::Row;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

pub(crate) fn is_ours(kind: &Type) -> bool {
    [Type::INT8, Type::TEXT, Type::FLOAT8, Type::BYTEA].contains(kind)
}

/// The stored value of a column.
pub(crate) fn cell(row: &Row, index: usize) -> Result<Cell<'_>, DbError> {
    let Some(column) = row.columns().get(index) else {
        return Err(DbError::Bug(format!("the row has no column {index}")));
    };
    let kind = column.type_();
    let read = if *kind == Type::INT8 {
        row.try_get::<_, Option<i64>>(index).map(|value| value.map(Cell::Int))
    } else if *kind == Type::TEXT {
        row.try_get::<_, Option<&str>>(index).map(|value| value.map(Cell::Text))
    } else if *kind == Type::FLOAT8 {
        row.try_get::<_, Option<f64>>(index).map(|value| value.map(Cell::Real))
    } else if *kind == Type::BYTEA {
        row.try_get::<_, Option<&[u8]>>(index).map(|value| value.map(Cell::Bytes))
    } else {
        return Err(DbError::Bug(format!("column {} is {kind}, which SQLite does not have", column.name())));
    };
    read.map(|value| value.unwrap_or(Cell::Null)).map_err(|error| DbError::Bug(error.to_string()))
}

/// Whether this value can go where the statement takes `kind`.
pub(crate) fn fits(value: &Value<'_>, kind: &Type) -> bool {
    match value {
        Value::Null => is_ours(kind),
        Value::Int(_) => *kind == Type::INT8,
        Value::Real(_) => *kind == Type::FLOAT8,
        Value::Text(_) => *kind == Type::TEXT,
        Value::Bytes(_) => *kind == Type::BYTEA,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Self::Real(number) if *kind == Type::FLOAT8 => number.to_sql(kind, out),
            Self::Text(text) if *kind == Type::TEXT => text.as_ref().to_sql(kind, out),
            Self::Bytes(bytes) if *kind == Type::BYTEA => bytes.as_ref().to_sql(kind, out),
            other => Err(format!("{} given where the statement takes {kind}", name(other)).into()),
        }
    }

    fn accepts(kind: &Type) -> bool {
        is_ours(kind)
    }

    to_sql_checked!();
}

fn name(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "NULL",
        Value::Int(_) => "BIGINT",
        Value::Real(_) => "DOUBLE PRECISION",
        Value::Text(_) => "TEXT",
        Value::Bytes(_) => "BYTEA",
    }
}
