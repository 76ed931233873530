//! Letters of both scripts as sounds, and the skeleton that is the same for all that may sound alike.

/// What a form is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Arabic,
    Latin,
    /// A known name, told by its English word.
    Alias,
}

impl Script {
    /// None when a word is mixed or of another script.
    pub fn of(word: &str) -> Option<Self> {
        if word.chars().all(|letter| ('\u{0621}'..='\u{064A}').contains(&letter)) {
            return Some(Self::Arabic);
        }
        word.bytes().all(|letter| letter.is_ascii_lowercase()).then_some(Self::Latin)
    }
}

/// Stands for a word of vowels and breaths alone, such as هيا.
const NO_SKELETON: &str = "_";

/// The classes of a word's consonants, each once in a row. Breaths and all that may be a vowel are left out, since one
/// script writes what the other does not; what is told apart by some and not by others is one class.
pub fn skeleton(word: &str) -> String {
    let mut classes = String::new();
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_ph = letter == 'p' && letters.peek() == Some(&'h');
        let Some(class) = (if is_ph { Some('f') } else { class_of(letter) }) else { continue };
        if !classes.ends_with(class) {
            classes.push(class);
        }
    }
    if classes.is_empty() { NO_SKELETON.to_owned() } else { classes }
}

fn class_of(letter: char) -> Option<char> {
    let class = match letter {
        'b' | 'p' | 'ب' => 'b',
        'f' | 'v' | 'ف' => 'f',
        'm' | 'م' => 'm',
        'n' | 'ن' => 'n',
        'l' | 'ل' => 'l',
        'r' | 'ر' => 'r',
        'c' | 'g' | 'j' | 'k' | 'q' | 'x' | 'ج' | 'خ' | 'غ' | 'ق' | 'ك' => 'k',
        'd' | 's' | 't' | 'z' | 'ت' | 'ث' | 'د' | 'ذ' | 'ز' | 'س' | 'ش' | 'ص' | 'ض' | 'ط' | 'ظ' => 't',
        _ => return None,
    };
    Some(class)
}

/// Latin letters as sounds: `kh gh sh th dh ch` are one each (capitals below), so are doubled letters; long vowels are
/// `A`, `I`, `U`.
pub fn latin_sounds(word: &str) -> Vec<char> {
    let letters: Vec<char> = word.chars().collect();
    let mut sounds = Vec::with_capacity(letters.len());
    let mut place = 0;
    while let Some(letter) = letters.get(place).copied() {
        let next = letters.get(place + 1).copied().unwrap_or(' ');
        let (sound, taken) = match (letter, next) {
            ('k', 'h') => ('X', 2),
            ('g', 'h') => ('G', 2),
            ('s', 'h') => ('S', 2),
            ('t', 'h') => ('T', 2),
            ('d', 'h') => ('D', 2),
            ('c', 'h') => ('C', 2),
            ('p', 'h') => ('f', 2),
            ('d', 'j') => ('j', 2),
            ('o', 'o' | 'u') | ('u', 'u') => ('U', 2),
            ('e', 'e') | ('i', 'i') => ('I', 2),
            ('a', 'a') => ('A', 2),
            _ => (letter, 1),
        };
        place += taken;
        if sounds.last() != Some(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

/// Arabic letters as sounds: a letter that is written twice is heard as one.
pub fn arabic_sounds(word: &str) -> Vec<char> {
    let mut sounds: Vec<char> = word.chars().collect();
    sounds.dedup();
    sounds
}

pub fn is_vowel(sound: char) -> bool {
    matches!(sound, 'a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'I' | 'U')
}

/// Is there no vowel after `place`? Such a vowel is the last syllable's.
pub fn is_last_vowel(sounds: &[char], place: usize) -> bool {
    !sounds.iter().skip(place + 1).any(|sound| is_vowel(*sound))
}
