//! Why an import stops. A row or a fact at fault never stops it (see `finding`): only a set that is not what it claims
//! to be, a limit, the disk or the database does.

use std::io;
use std::path::PathBuf;
use wasl_base::{Coded, Kind};

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{0}: neither a folder nor a .tar.zst archive")]
    NotAnArchive(PathBuf),
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    #[error("entry {name:?} of the archive leads out of its folder or is no plain file")]
    Escapes { name: String },
    #[error("{file} stands twice in the archive")]
    RepeatFile { file: &'static str },
    #[error("{what} is over the limit of {limit}")]
    TooLarge { what: String, limit: u64 },
    #[error("{file} is missing")]
    MissingFile { file: &'static str },
    #[error("{file}: the header should be {expected:?}, and is {found:?}")]
    Header { file: &'static str, expected: String, found: String },
    #[error("{file}, line {line}: a row longer than {limit} bytes (a quote that is never closed?)")]
    EndlessRow { file: &'static str, line: u64, limit: u64 },
}

impl ImportError {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl Coded for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "import.io",
            Self::NotAnArchive(_) => "import.not_an_archive",
            Self::Damaged(_) => "import.damaged",
            Self::Escapes { .. } => "import.escapes",
            Self::RepeatFile { .. } => "import.repeat_file",
            Self::TooLarge { .. } => "import.too_large",
            Self::MissingFile { .. } => "import.missing_file",
            Self::Header { .. } => "import.header",
            Self::EndlessRow { .. } => "import.endless_row",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::RepeatFile { file }
            | Self::MissingFile { file }
            | Self::Header { file, .. }
            | Self::EndlessRow { file, .. } => Some(format!("/{file}")),
            _ => None,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Io { .. } => Kind::Unavailable,
            _ => Kind::Invalid,
        }
    }
}
