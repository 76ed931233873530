//! Invented people: given and family names as they are common in the Gulf, Arabic beside Latin. Put together by
//! chance; a likeness to anyone is an accident.

use super::dice::Dice;
use wasl_base::Lang;

type Name = (&'static str, &'static str);

const WOMEN: [Name; 32] = [
    ("نورة", "Noura"),
    ("سارة", "Sara"),
    ("ريم", "Reem"),
    ("هند", "Hind"),
    ("لطيفة", "Latifa"),
    ("منيرة", "Munira"),
    ("أمل", "Amal"),
    ("جواهر", "Jawaher"),
    ("شهد", "Shahad"),
    ("دانة", "Dana"),
    ("العنود", "Alanoud"),
    ("مها", "Maha"),
    ("غادة", "Ghada"),
    ("أروى", "Arwa"),
    ("رغد", "Raghad"),
    ("لمى", "Lama"),
    ("هيا", "Haya"),
    ("عبير", "Abeer"),
    ("وجدان", "Wijdan"),
    ("بشاير", "Bashayer"),
    ("مشاعل", "Mashael"),
    ("ندى", "Nada"),
    ("أسماء", "Asma"),
    ("خلود", "Kholoud"),
    ("جود", "Joud"),
    ("ليان", "Layan"),
    ("تهاني", "Tahani"),
    ("مريم", "Maryam"),
    ("فاطمة", "Fatima"),
    ("عائشة", "Aisha"),
    ("حصة", "Hessa"),
    ("شيخة", "Shaikha"),
];

const MEN: [Name; 32] = [
    ("محمد", "Mohammed"),
    ("عبدالله", "Abdullah"),
    ("فهد", "Fahad"),
    ("سلطان", "Sultan"),
    ("خالد", "Khalid"),
    ("تركي", "Turki"),
    ("ماجد", "Majed"),
    ("بندر", "Bandar"),
    ("سعود", "Saud"),
    ("ناصر", "Nasser"),
    ("عبدالعزيز", "Abdulaziz"),
    ("عبدالرحمن", "Abdulrahman"),
    ("يوسف", "Yousef"),
    ("أحمد", "Ahmed"),
    ("علي", "Ali"),
    ("حسن", "Hassan"),
    ("مشعل", "Mishal"),
    ("نايف", "Naif"),
    ("راكان", "Rakan"),
    ("زياد", "Ziyad"),
    ("وليد", "Waleed"),
    ("طلال", "Talal"),
    ("بدر", "Badr"),
    ("إبراهيم", "Ibrahim"),
    ("عمر", "Omar"),
    ("صالح", "Saleh"),
    ("هيثم", "Haitham"),
    ("أنس", "Anas"),
    ("معاذ", "Muath"),
    ("سلمان", "Salman"),
    ("جاسم", "Jassim"),
    ("حمد", "Hamad"),
];

const FAMILIES: [Name; 44] = [
    ("العتيبي", "Alotaibi"),
    ("القحطاني", "Alqahtani"),
    ("الغامدي", "Alghamdi"),
    ("الزهراني", "Alzahrani"),
    ("الشهري", "Alshehri"),
    ("الدوسري", "Aldossari"),
    ("الحربي", "Alharbi"),
    ("المطيري", "Almutairi"),
    ("الشمري", "Alshammari"),
    ("العنزي", "Alanazi"),
    ("السبيعي", "Alsubaie"),
    ("البقمي", "Albaqmi"),
    ("الثقفي", "Althaqafi"),
    ("المالكي", "Almalki"),
    ("العسيري", "Alasiri"),
    ("اليامي", "Alyami"),
    ("الرشيدي", "Alrashidi"),
    ("الجهني", "Aljohani"),
    ("البلوي", "Albalawi"),
    ("الأحمدي", "Alahmadi"),
    ("السلمي", "Alsulami"),
    ("الخالدي", "Alkhaldi"),
    ("الهاجري", "Alhajri"),
    ("المري", "Almarri"),
    ("النعيمي", "Alnuaimi"),
    ("الكعبي", "Alkaabi"),
    ("المنصوري", "Almansoori"),
    ("الزعابي", "Alzaabi"),
    ("البلوشي", "Albalushi"),
    ("الحارثي", "Alharthi"),
    ("الفارسي", "Alfarsi"),
    ("الكندي", "Alkindi"),
    ("العجمي", "Alajmi"),
    ("الصالح", "Alsaleh"),
    ("الناصر", "Alnasser"),
    ("العمر", "Alomar"),
    ("الحمد", "Alhamad"),
    ("الراشد", "Alrashed"),
    ("السعيد", "Alsaeed"),
    ("المهنا", "Almuhanna"),
    ("الدخيل", "Aldakhil"),
    ("الخميس", "Alkhamis"),
    ("الجابر", "Aljaber"),
    ("بوعلي", "Bu Ali"),
];

/// Permille of customers who write in English.
const ENGLISH_PERMILLE: u64 = 120;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name_ar: String,
    pub name_en: String,
    pub lang: Lang,
}

impl Person {
    /// As they sign.
    pub fn name(&self) -> &str {
        match self.lang {
            Lang::Ar => &self.name_ar,
            Lang::En => &self.name_en,
        }
    }
}

pub fn person(dice: &Dice) -> Person {
    let given = if dice.permille(560) { dice.pick(&WOMEN) } else { dice.pick(&MEN) };
    let family = dice.pick(&FAMILIES);
    let lang = if dice.permille(ENGLISH_PERMILLE) { Lang::En } else { Lang::Ar };
    Person { name_ar: format!("{} {}", given.0, family.0), name_en: format!("{} {}", given.1, family.1), lang }
}
