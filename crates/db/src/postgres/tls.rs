//! When a connection is encrypted: `sslmode=require`, `verify-ca` and `verify-full` all check certificate and name,
//! against the system's roots or those of `sslrootcert=<file>`. Encryption to a stranger would protect nobody.

use crate::DbError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Where to connect, and how to encrypt; None for a connection in the clear.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: Config,
    pub(crate) tls: Option<MakeRustlsConnect>,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, DbError> {
        let (plain, root) = take_root(url);
        let config: Config = plain.parse().map_err(|error| unusable(format!("not a PostgreSQL address: {error}")))?;
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(connector(root.as_deref())?),
            _ if root.is_some() => return Err(unusable("sslrootcert needs sslmode=require".to_owned())),
            _ => None,
        };
        Ok(Self { config, tls })
    }
}

/// libpq's spellings that the driver does not know: `sslrootcert` is taken out, `verify-…` becomes `require`.
fn take_root(url: &str) -> (String, Option<String>) {
    let Some((plain, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let mut root = None;
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslrootcert", file)) => root = Some(file.replace("%2F", "/").replace("%20", " ")),
            Some(("sslmode", "verify-full" | "verify-ca")) => kept.push("sslmode=require"),
            _ => kept.push(pair),
        }
    }
    (if kept.is_empty() { plain.to_owned() } else { format!("{plain}?{}", kept.join("&")) }, root)
}

fn connector(root: Option<&str>) -> Result<MakeRustlsConnect, DbError> {
    let mut roots = RootCertStore::empty();
    match root {
        Some(file) => {
            let failed =
                |error: rustls::pki_types::pem::Error| unusable(format!("cannot read certificates of {file}: {error}"));
            for certificate in CertificateDer::pem_file_iter(file).map_err(failed)? {
                let added = roots.add(certificate.map_err(failed)?);
                added.map_err(|error| unusable(format!("a certificate of {file} is of no use: {error}")))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(unusable("no root certificates to check the server by".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| DbError::Bug(error.to_string()))?;
    Ok(MakeRustlsConnect::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn unusable(text: String) -> DbError {
    DbError::Unavailable(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libpq_s_spellings_are_read() {
        let check = |url: &str, plain: &str, root: Option<&str>| {
            assert_eq!(take_root(url), (plain.to_owned(), root.map(str::to_owned)));
        };
        check("postgres://h/d", "postgres://h/d", None);
        check(
            "postgres://h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
            "postgres://h/d?sslmode=require",
            Some("/etc/ca.pem"),
        );
        check("postgres://h/d?sslrootcert=a.pem", "postgres://h/d", Some("a.pem"));
    }

    #[test]
    fn a_root_without_encryption_is_refused() {
        assert!(matches!(Address::parse("postgres://h/d?sslrootcert=a.pem"), Err(DbError::Unavailable(_))));
        assert!(matches!(
            Address::parse("postgres://h/d?sslmode=require&sslrootcert=gone.pem"),
            Err(DbError::Unavailable(_))
        ));
        assert!(Address::parse("postgres://h/d").is_ok_and(|address| address.tls.is_none()));
    }
}
