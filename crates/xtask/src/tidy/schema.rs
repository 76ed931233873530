//! Reads the tables and indexes out of a migration, as far as the laws ask: names, types, keys, and who points at whom.

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub line: usize,
    /// Column and its type as written.
    pub columns: Vec<(String, String)>,
    pub primary_key: Vec<String>,
    /// `UNIQUE` written in the table itself: it would have no name of ours.
    pub has_unnamed_unique: bool,
    pub references: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Index {
    pub name: String,
    pub line: usize,
    pub table: String,
    pub columns: Vec<String>,
    pub is_unique: bool,
}

#[derive(Debug, Default)]
pub struct Schema {
    pub tables: Vec<Table>,
    pub indexes: Vec<Index>,
    /// `ALTER TABLE … ADD COLUMN`: line, column, type.
    pub added: Vec<(usize, String, String)>,
}

/// Words that end a column's type.
const AFTER_TYPE: [&str; 9] =
    ["NOT", "NULL", "DEFAULT", "CHECK", "REFERENCES", "PRIMARY", "COLLATE", "UNIQUE", "GENERATED"];

pub fn read(sql: &str) -> Schema {
    let mut schema = Schema::default();
    for (line, statement) in statements(sql) {
        let upper = statement.to_uppercase();
        if upper.starts_with("CREATE TABLE ") {
            schema.tables.push(table(line, &statement));
        } else if upper.starts_with("CREATE INDEX ") || upper.starts_with("CREATE UNIQUE INDEX ") {
            schema.indexes.extend(index(line, &statement));
        } else if upper.starts_with("ALTER TABLE ") {
            schema.added.extend(added(line, &statement));
        }
    }
    schema
}

/// Statements on one line each, with the line they begin on; comments and trigger bodies left out.
fn statements(sql: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut begun: Option<(usize, String)> = None;
    let mut in_body = false;
    for (index, raw) in sql.lines().enumerate() {
        match raw.trim() {
            "-- begin" => in_body = true,
            "-- end" => in_body = false,
            _ => {}
        }
        let line = raw.split("--").next().unwrap_or("").trim();
        if in_body || line.is_empty() {
            continue;
        }
        let (_, statement) = begun.get_or_insert((index + 1, String::new()));
        statement.push_str(line.trim_end_matches(';'));
        statement.push(' ');
        if line.ends_with(';') {
            found.extend(begun.take());
        }
    }
    found.extend(begun);
    found
}

fn table(line: usize, statement: &str) -> Table {
    let (head, body) = statement.split_once('(').unwrap_or((statement, ""));
    let name = head.split_whitespace().last().unwrap_or("").to_owned();
    let mut table = Table { name, line, ..Table::default() };
    let body = body.rsplit_once(')').map_or(body, |(inner, _)| inner);
    for part in split_outside_brackets(body) {
        table.take(&part);
    }
    table
}

impl Table {
    fn take(&mut self, part: &str) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let Some(first) = words.first().map(|word| word.to_uppercase()) else { return };
        let upper = part.to_uppercase();
        if let Some(at) = upper.find("REFERENCES ") {
            let target = part[at + "REFERENCES ".len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next();
            self.references.extend(target.map(str::to_owned));
        }
        let first = first.split('(').next().unwrap_or("").to_owned();
        match first.as_str() {
            "PRIMARY" => self.primary_key = columns(part),
            "UNIQUE" => self.has_unnamed_unique = true,
            "FOREIGN" | "CHECK" => {}
            "CONSTRAINT" => {
                if let Some(rest) = words.get(2..) {
                    self.take(&rest.join(" "));
                }
            }
            _ => self.take_column(&words),
        }
    }

    fn take_column(&mut self, words: &[&str]) {
        let upper: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
        self.columns.push((words[0].to_owned(), column_type(&words[1..])));
        if upper.windows(2).any(|pair| pair == ["PRIMARY", "KEY"]) {
            self.primary_key = vec![words[0].to_owned()];
        }
        self.has_unnamed_unique |= upper.iter().any(|word| word == "UNIQUE");
    }
}

fn column_type(words: &[&str]) -> String {
    let ends = |word: &&&str| !AFTER_TYPE.contains(&word.to_uppercase().split('(').next().unwrap_or(""));
    words.iter().take_while(ends).copied().collect::<Vec<_>>().join(" ")
}

fn index(line: usize, statement: &str) -> Option<Index> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let on = words.iter().position(|word| word.eq_ignore_ascii_case("ON"))?;
    let table = words.get(on + 1)?.split('(').next()?.to_owned();
    let name = (*words.get(on.checked_sub(1)?)?).to_owned();
    let is_unique = words.get(1)?.eq_ignore_ascii_case("UNIQUE");
    let after = statement.split_once(&format!(" {} ", words[on]))?.1;
    Some(Index { name, line, table, columns: columns(after), is_unique })
}

fn added(line: usize, statement: &str) -> Option<(usize, String, String)> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let at = words.iter().position(|word| word.eq_ignore_ascii_case("COLUMN"))?;
    Some((line, (*words.get(at + 1)?).to_owned(), column_type(&words[at + 2..])))
}

/// The names in the first brackets, without `ASC` and the like.
fn columns(text: &str) -> Vec<String> {
    let Some(open) = text.find('(') else { return Vec::new() };
    let mut depth = 0_usize;
    let end = text[open..].char_indices().find(|&(_, letter)| {
        depth += usize::from(letter == '(');
        depth -= usize::from(letter == ')');
        depth == 0
    });
    let inner = end.map_or(&text[open + 1..], |(at, _)| &text[open + 1..open + at]);
    let first_word = |part: &String| part.split_whitespace().next().unwrap_or("").to_owned();
    split_outside_brackets(inner).iter().map(first_word).collect()
}

fn split_outside_brackets(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    for letter in text.chars() {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        match parts.last_mut() {
            Some(part) if letter != ',' || depth > 0 => part.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_indexes_are_read() {
        let schema = read(
            "-- why\nCREATE TABLE line (\n  shop_id BIGINT NOT NULL,\n  name TEXT NOT NULL, -- personal\n  rate DOUBLE PRECISION,\n  \
             state TEXT NOT NULL CHECK (state IN ('a', 'b')),\n  PRIMARY KEY (shop_id, name),\n  \
             FOREIGN KEY (shop_id, rate) REFERENCES head (shop_id, id)\n);\n\
             CREATE UNIQUE INDEX line_name ON line (shop_id, name DESC) WHERE rate > 0;\nALTER TABLE line ADD COLUMN x BIGINT;\n",
        );
        let table = &schema.tables[0];
        let types: Vec<&str> = table.columns.iter().map(|(_, kind)| kind.as_str()).collect();
        assert_eq!((table.name.as_str(), table.line), ("line", 2));
        assert_eq!(types, ["BIGINT", "TEXT", "DOUBLE PRECISION", "TEXT"]);
        assert_eq!(table.primary_key, ["shop_id", "name"]);
        assert_eq!(table.references, ["head"]);
        assert!(!table.has_unnamed_unique);
        let index = &schema.indexes[0];
        assert!(index.is_unique && index.name == "line_name" && index.table == "line" && index.line == 10);
        assert_eq!(index.columns, ["shop_id", "name"]);
        assert_eq!(schema.added, [(11, "x".to_owned(), "BIGINT".to_owned())]);
    }

    #[test]
    fn keys_of_one_column_and_bodies_are_seen_for_what_they_are() {
        let schema = read(
            "CREATE TABLE a (id BIGINT PRIMARY KEY, b TEXT UNIQUE);\n-- sqlite\n-- begin\nCREATE TRIGGER t\n  SELECT 1;\n-- end\n\
             -- both\nCREATE INDEX a_b ON a(b);",
        );
        assert_eq!(schema.tables[0].primary_key, ["id"]);
        assert!(schema.tables[0].has_unnamed_unique);
        assert_eq!(schema.indexes[0].columns, ["b"]);
    }
}
