//! Who a server is shows its certificate: a connection that asks for encryption is made to a server whose certificate an
//! authority of ours signed for the very name that was dialled, and to no other. Nothing runs here when
//! `WASL_TEST_POSTGRES` names no server, since then this machine need not have one.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::path::{Path, PathBuf};
use std::time::Duration;
use wasl_db::testing::{SERVER, small};
use wasl_db::{DatabaseUrl, Db, DbError, args};
use xtask::postgres::Server;

wasl_db::statements! {
    ENCRYPTED = "SELECT CAST(version AS TEXT) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
}

/// What the server lets in: over the network nothing in the clear.
const DOOR: &str = "local all all trust\nhostssl all all 127.0.0.1/32 trust";
/// Looks until the server has taken up its certificate, and the time between two.
const LOOKS: u32 = 200;
const LOOK: Duration = Duration::from_millis(50);

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
}

impl Authority {
    fn new(folder: &Path, name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("an authority");
        let file = folder.join(format!("{name}.pem"));
        std::fs::write(&file, certificate.pem()).expect("its certificate");
        Self { issuer: Issuer::new(params, key), file }
    }

    /// Certificate and key for a server of this name.
    fn sign(&self, host: &str) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, host);
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }
}

/// The server writes its own files: it may run under an account that reads none of ours.
fn dress(server: &Server, certificate: &str, key: &str) {
    for (file, text) in [("server.crt", certificate), ("server.key", key), ("pg_hba.conf", DOOR)] {
        let lines = format!("SELECT unnest(string_to_array($text${}$text$, E'\\n'))", text.trim_end());
        let write = format!("COPY ({lines}) TO PROGRAM 'umask 077; cat > {file}'");
        server.say(&write).expect("a file of the server");
    }
    server.say("ALTER SYSTEM SET ssl = on").expect("a setting");
    server.say("SELECT pg_reload_conf()").expect("the settings are read again");
}

async fn opened(url: &str) -> Result<Db, DbError> {
    Db::open(&url.parse::<DatabaseUrl>().expect("an address"), small()).await
}

async fn refused(url: &str, reason: &str) {
    match opened(url).await {
        Ok(_) => panic!("{url} was believed"),
        Err(DbError::Unavailable(text)) => assert!(text.contains(reason), "{url}: {text}"),
        Err(other) => panic!("{url}: {other}"),
    }
}

#[tokio::test]
async fn a_server_is_believed_by_its_certificate_alone() {
    let Some(plain) = std::env::var(SERVER).ok().filter(|url| !url.is_empty()) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, stranger) = (Authority::new(folder.path(), "ours"), Authority::new(folder.path(), "stranger"));
    let server = Server::start().expect("a PostgreSQL of our own");
    let (certificate, key) = ours.sign("localhost");
    dress(&server, &certificate, &key);
    let by_name = server.url().replace("127.0.0.1", "localhost");
    let with = |address: &str, mode: &str, authority: &Authority| {
        format!("{address}?sslmode={mode}&sslrootcert={}", authority.file.display())
    };

    let full = with(&by_name, "verify-full", &ours);
    let mut db = opened(&full).await;
    for _ in 0..LOOKS {
        if db.is_ok() {
            break;
        }
        tokio::time::sleep(LOOK).await;
        db = opened(&full).await;
    }
    let db = db.expect("the right authority and the right name");
    let mut read = db.read().await.expect("a reader");
    let version: String = read.one(ENCRYPTED, args![], |row| row.get(0)).await.expect("it is encrypted");
    assert!(version.starts_with("TLSv1."), "{version}");
    drop(read);
    assert!(db.lease_node().await.is_ok(), "every connection is encrypted: the server takes no other");
    db.close().await.expect("closes");

    for mode in ["require", "verify-ca", "verify-full"] {
        opened(&with(&by_name, mode, &ours)).await.expect(mode).close().await.expect("closes");
        refused(&with(&by_name, mode, &stranger), "invalid peer certificate").await;
        refused(&with(&server.url(), mode, &ours), "not valid for name").await;
        // The test server speaks in the clear: it is not spoken to.
        refused(&with(&plain, mode, &ours), "TLS").await;
    }
    // The system knows nothing of our authority.
    refused(&format!("{by_name}?sslmode=require"), "certificate").await;
    for clear in ["", "?sslmode=disable", "?sslmode=prefer"] {
        refused(&format!("{by_name}{clear}"), "no encryption").await;
    }
}
