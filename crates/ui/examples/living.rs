//! Serves the living page alone: `cargo run --example living`, then open http://127.0.0.1:8090/_ui.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    wasl_i18n::install(&[wasl_ui::TEXTS]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    axum::serve(listener, wasl_ui::routes::<()>()).await
}
