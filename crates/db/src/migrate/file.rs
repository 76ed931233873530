//! What a migration file says for one engine: its statements, with `-- sqlite`, `-- postgres`, `-- both` sections and
//! `-- begin` … `-- end` blocks taken apart. The first line gives the reason, and a file without one is refused.

use crate::db::Engine;

/// The statements of `text` for `engine`, each without its last semicolon, or the sentence that refuses the file.
pub(crate) fn statements(text: &str, engine: Engine) -> Result<Vec<String>, String> {
    if !text.starts_with("-- ") {
        return Err("its first line does not give the reason (`-- …`)".to_owned());
    }
    let (mut found, mut current) = (Vec::new(), String::new());
    let (mut ours, mut block) = (true, false);
    for line in text.lines() {
        match line.trim() {
            mark @ ("-- sqlite" | "-- postgres" | "-- both" | "-- begin") if !current.is_empty() => {
                return Err(format!("`{mark}` stands inside a statement"));
            }
            "-- sqlite" => ours = engine == Engine::Sqlite,
            "-- postgres" => ours = engine == Engine::Postgres,
            "-- both" => ours = true,
            "-- begin" => block = true,
            "-- end" => {
                block = false;
                finish(&mut current, &mut found);
            }
            _ if !ours => {}
            trimmed if !block && current.is_empty() && (trimmed.is_empty() || trimmed.starts_with("--")) => {}
            trimmed => {
                current.push_str(line);
                current.push('\n');
                if !block && ends_statement(trimmed) {
                    finish(&mut current, &mut found);
                }
            }
        }
    }
    if block || !current.is_empty() {
        return Err("its last statement is not ended".to_owned());
    }
    Ok(found)
}

/// A semicolon at the end of the line, a comment behind it or not.
fn ends_statement(line: &str) -> bool {
    line.ends_with(';') || line.split_once("; --").is_some_and(|(before, _)| before.matches('\'').count() % 2 == 0)
}

fn finish(current: &mut String, found: &mut Vec<String>) {
    let text = std::mem::take(current);
    let text = text.trim_end().trim_end_matches(';').trim_end();
    if !text.is_empty() {
        found.push(text.to_owned());
    }
}

/// The number in front of a file's name: `0001_orders` is 1.
pub(crate) fn number(name: &str) -> Option<i64> {
    name.split_once('_').and_then(|(digits, _)| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sqlite: &[&str], postgres: &[&str]) {
        let owned = |list: &[&str]| Ok(list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        assert_eq!(statements(text, Engine::Sqlite), owned(sqlite), "{text}");
        assert_eq!(statements(text, Engine::Postgres), owned(postgres), "{text}");
    }

    #[test]
    fn statements_end_with_their_line() {
        check("-- why\nA;\n\n-- a remark\nB\n  c;\n", &["A", "B\n  c"], &["A", "B\n  c"]);
        check("-- why\nA; -- remark\nB;", &["A; -- remark", "B"], &["A; -- remark", "B"]);
        check(
            "-- why\nA (\n  b TEXT, -- personal\n  c TEXT\n);",
            &["A (\n  b TEXT, -- personal\n  c TEXT\n)"],
            &["A (\n  b TEXT, -- personal\n  c TEXT\n)"],
        );
    }

    #[test]
    fn sections_speak_to_one_engine() {
        check("-- why\nA;\n-- sqlite\nB;\n-- postgres\nC;\n-- both\nD;", &["A", "B", "D"], &["A", "C", "D"]);
    }

    #[test]
    fn a_block_is_one_statement() {
        let text = "-- why\n-- sqlite\n-- begin\nCREATE TRIGGER t\nBEGIN\n  X;\n  Y;\nEND;\n-- end\n-- both\nA;";
        check(text, &["CREATE TRIGGER t\nBEGIN\n  X;\n  Y;\nEND", "A"], &["A"]);
    }

    #[test]
    fn half_a_file_is_refused() {
        for bad in ["A;", "-- why\nA", "-- why\n-- begin\nA;", "-- why\nA\n-- sqlite\n;"] {
            assert!(statements(bad, Engine::Sqlite).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_stand_in_front() {
        assert_eq!([number("0012_x"), number("x"), number("a_1")], [Some(12), None, None]);
    }
}
