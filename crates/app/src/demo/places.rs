//! The cities the demo shop sends to, with region, coordinates and districts, and addresses in the form of the Saudi
//! national address. Cities and districts are real; buildings, codes and streets are thrown by dice.

use super::dice::Dice;
use wasl_base::Address;

/// How far a parcel goes from Riyadh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    SameCity,
    /// Large cities with a daily line haul.
    Major,
    Outlying,
    /// Another Gulf country, through customs.
    Abroad,
}

#[derive(Debug, PartialEq)]
pub struct City {
    pub name_ar: &'static str,
    pub name_en: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    pub region_ar: &'static str,
    pub reach: Reach,
    /// How often it orders.
    pub weight: u64,
    pub latitude: f64,
    pub longitude: f64,
    /// The first two digits of postal codes, and the first two letters of short addresses.
    postal: &'static str,
    short: &'static str,
    districts: &'static [&'static str],
}

macro_rules! cities {
    ($($ar:literal $en:literal $country:literal $region:literal $reach:ident $weight:literal
        ($lat:literal, $lon:literal) $postal:literal $short:literal [$($district:literal),*];)*) => {
        pub const CITIES: &[City] = &[$(City {
            name_ar: $ar, name_en: $en, country: $country, region_ar: $region, reach: Reach::$reach, weight: $weight,
            latitude: $lat, longitude: $lon, postal: $postal, short: $short, districts: &[$($district),*],
        }),*];
    };
}

cities! {
    "الرياض" "Riyadh" "SA" "الرياض" SameCity 300 (24.7136, 46.6753) "13" "RR"
        ["الملقا", "النرجس", "الياسمين", "العليا", "حطين", "الروضة", "قرطبة", "السويدي", "الشفا", "العقيق"];
    "جدة" "Jeddah" "SA" "مكة المكرمة" Major 170 (21.4858, 39.1925) "23" "MJ"
        ["الشاطئ", "الروضة", "السلامة", "الحمراء", "أبحر الشمالية", "الصفا", "المروة", "النعيم"];
    "مكة المكرمة" "Makkah" "SA" "مكة المكرمة" Major 65 (21.3891, 39.8579) "24" "MK"
        ["العزيزية", "الشوقية", "العوالي", "النسيم", "بطحاء قريش"];
    "المدينة المنورة" "Madinah" "SA" "المدينة المنورة" Major 60 (24.5247, 39.5692) "42" "DM"
        ["العزيزية", "قباء", "العوالي", "الخالدية", "شوران"];
    "الدمام" "Dammam" "SA" "الشرقية" Major 75 (26.4207, 50.0888) "32" "ED"
        ["الشاطئ الشرقي", "الفيصلية", "النور", "الضباب", "المنار"];
    "الخبر" "Khobar" "SA" "الشرقية" Major 55 (26.2172, 50.1971) "34" "EK"
        ["العقربية", "الحزام الذهبي", "الراكة", "التحلية", "اليرموك"];
    "الأحساء" "Al Ahsa" "SA" "الشرقية" Outlying 35 (25.3830, 49.5860) "36" "EH"
        ["المبرز", "الهفوف", "العيون", "الصالحية"];
    "الطائف" "Taif" "SA" "مكة المكرمة" Outlying 32 (21.2703, 40.4158) "26" "MT"
        ["شهار", "الحوية", "السيل الصغير", "قروى"];
    "بريدة" "Buraydah" "SA" "القصيم" Outlying 34 (26.3260, 43.9750) "52" "QB"
        ["الريان", "الفايزية", "الصفراء", "الإسكان"];
    "أبها" "Abha" "SA" "عسير" Outlying 26 (18.2164, 42.5053) "62" "AB"
        ["المنسك", "الموظفين", "شمسان", "المفتاحة"];
    "خميس مشيط" "Khamis Mushait" "SA" "عسير" Outlying 27 (18.3064, 42.7292) "62" "AK"
        ["الراقي", "الضيافة", "النزهة", "أم سرار"];
    "تبوك" "Tabuk" "SA" "تبوك" Outlying 25 (28.3838, 36.5550) "47" "TT"
        ["المروج", "الروضة", "السليمانية", "النهضة"];
    "حائل" "Hail" "SA" "حائل" Outlying 20 (27.5114, 41.7208) "55" "HH"
        ["النقرة", "السويفلة", "المنتزه", "الخزامى"];
    "جازان" "Jazan" "SA" "جازان" Outlying 21 (16.8892, 42.5511) "82" "JJ"
        ["الروضة", "الصفا", "الشاطئ", "المطار"];
    "نجران" "Najran" "SA" "نجران" Outlying 14 (17.5656, 44.2289) "66" "NN"
        ["الفيصلية", "الفهد", "الخالدية"];
    "ينبع" "Yanbu" "SA" "المدينة المنورة" Outlying 15 (24.0895, 38.0618) "46" "DY"
        ["السميري", "الشربتلي", "العيون"];
    "سكاكا" "Sakaka" "SA" "الجوف" Outlying 9 (29.9697, 40.2064) "72" "FS"
        ["العزيزية", "المحمدية", "اللقائط"];
    "عرعر" "Arar" "SA" "الحدود الشمالية" Outlying 7 (30.9753, 41.0381) "73" "NA"
        ["المساعدية", "الريان", "الفيصلية"];
    "دبي" "Dubai" "AE" "دبي" Abroad 24 (25.2048, 55.2708) "" "" ["البرشاء", "جميرا", "مردف"];
    "أبوظبي" "Abu Dhabi" "AE" "أبوظبي" Abroad 12 (24.4539, 54.3773) "" "" ["الخالدية", "المشرف"];
    "الكويت" "Kuwait City" "KW" "العاصمة" Abroad 16 (29.3759, 47.9774) "" "" ["السالمية", "حولي", "الشرق"];
    "الدوحة" "Doha" "QA" "الدوحة" Abroad 9 (25.2854, 51.5310) "" "" ["اللؤلؤة", "السد", "الدفنة"];
    "المنامة" "Manama" "BH" "العاصمة" Abroad 9 (26.2285, 50.5860) "" "" ["الجفير", "العدلية"];
    "مسقط" "Muscat" "OM" "مسقط" Abroad 6 (23.5880, 58.3829) "" "" ["القرم", "الخوير"];
}

const STREETS: [&str; 14] = [
    "طريق النخيل",
    "شارع الواحة",
    "شارع الأمل",
    "طريق الميناء",
    "شارع السدر",
    "شارع الريحان",
    "شارع الفلاح",
    "طريق الجامعة",
    "شارع المكتبة",
    "شارع الخزامى",
    "شارع السوق القديم",
    "طريق البر",
    "شارع الغدير",
    "شارع الياسمين",
];

const HINTS: [&str; 6] = [
    "خلف المسجد، الباب الأزرق",
    "فيلا بجانب الحديقة",
    "الدور الثاني، شقة على اليمين",
    "مقابل الصيدلية",
    "العمارة التي فيها المخبز",
    "يرجى الاتصال عند الوصول",
];

/// Permille of Saudi addresses that give their short address, and of all that add words of their own.
const SHORT_PERMILLE: u64 = 700;
const HINT_PERMILLE: u64 = 260;

/// Which city orders, by weight.
pub fn city(dice: &Dice) -> &'static City {
    let weights: Vec<u64> = CITIES.iter().map(|city| city.weight).collect();
    &CITIES[dice.weighted(&weights)]
}

/// An address in `city`, well formed.
pub fn address(dice: &Dice, city: &City, recipient: &str) -> Address {
    let is_saudi = city.country == "SA";
    let building = format!("{:04}", dice.between(2_001, 8_999));
    let letters: String = (0..2).map(|_| char::from(b"ABDFHKMNRSTW"[dice.below(12)])).collect();
    let short = (is_saudi && dice.permille(SHORT_PERMILLE)).then(|| format!("{}{letters}{building}", city.short));
    Address {
        recipient: Some(recipient.to_owned()),
        line: dice.permille(HINT_PERMILLE).then(|| (*dice.pick(&HINTS)).to_owned()),
        country: city.country.to_owned(),
        region: Some(city.region_ar.to_owned()),
        city: city.name_ar.to_owned(),
        district: Some((*dice.pick(city.districts)).to_owned()),
        street: Some((*dice.pick(&STREETS)).to_owned()),
        unit: dice.permille(350).then(|| dice.between(1, 24).to_string()),
        postal_code: is_saudi.then(|| format!("{}{:03}", city.postal, dice.between(211, 899))),
        additional_number: is_saudi.then(|| dice.between(2_000, 8_999).to_string()),
        short_address: short,
        building: Some(building),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_in_form() {
        let dice = Dice::new(1);
        for city in CITIES {
            for _ in 0..20 {
                let address = address(&dice, city, "نورة العتيبي");
                assert_eq!(address.check(), [], "{}", city.name_en);
            }
        }
    }

    #[test]
    fn cities_lie_in_the_gulf() {
        for city in CITIES {
            let is_gulf = (16.0..32.0).contains(&city.latitude) && (36.0..60.0).contains(&city.longitude);
            assert!(is_gulf && !city.districts.is_empty(), "{}", city.name_en);
            assert!(city.country != "SA" || (city.postal.len() == 2 && city.short.len() == 2), "{}", city.name_en);
        }
    }
}
