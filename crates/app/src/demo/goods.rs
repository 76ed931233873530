//! What the demo shop sells. Prices hold VAT, as on a Saudi storefront; all names are our own.

/// A product in one variant.
#[derive(Debug, PartialEq, Eq)]
pub struct Good {
    pub sku: &'static str,
    pub title_ar: &'static str,
    pub title_en: &'static str,
    pub category: Category,
    /// Halalas, VAT included.
    pub price_minor: i64,
    /// Halalas, what the shop paid.
    pub cost_minor: i64,
    pub weight_grams: i64,
    /// How often it is bought.
    pub weight: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    Clothes,
    Coffee,
    Dates,
    Perfume,
    Home,
}

impl Category {
    pub const ALL: [Self; 5] = [Self::Clothes, Self::Coffee, Self::Dates, Self::Perfume, Self::Home];

    pub fn word(self) -> &'static str {
        match self {
            Self::Clothes => "clothes",
            Self::Coffee => "coffee",
            Self::Dates => "dates",
            Self::Perfume => "perfume",
            Self::Home => "home",
        }
    }
}

macro_rules! goods {
    ($($sku:literal $category:ident $price:literal $cost:literal $grams:literal $weight:literal $ar:literal $en:literal;)*) => {
        pub const GOODS: &[Good] = &[$(Good {
            sku: $sku, title_ar: $ar, title_en: $en, category: Category::$category,
            price_minor: $price * 100, cost_minor: $cost * 100, weight_grams: $grams, weight: $weight,
        }),*];
    };
}

goods! {
    "CL-ABA-01" Clothes 289 118 720 9 "عباية كتان بأكمام واسعة" "Linen abaya, wide sleeves";
    "CL-ABA-02" Clothes 349 150 780 6 "عباية مطرزة يدوياً" "Hand-embroidered abaya";
    "CL-THB-01" Clothes 219 92 540 8 "ثوب رجالي قطن صيفي" "Men's summer cotton thobe";
    "CL-THB-02" Clothes 259 110 690 5 "ثوب شتوي صوف خفيف" "Light wool winter thobe";
    "CL-SHM-01" Clothes 145 61 310 6 "شماغ أحمر قطن مصري" "Red shemagh, Egyptian cotton";
    "CL-SCF-01" Clothes 79 27 160 9 "طرحة شيفون" "Chiffon scarf";
    "CL-KID-01" Clothes 119 48 280 6 "طقم أطفال للعيد" "Children's Eid set";
    "CL-BSH-01" Clothes 640 310 950 2 "بشت سادة فاخر" "Fine plain bisht";
    "CO-HAR-25" Coffee 62 28 260 12 "بن هرري محمص ٢٥٠ غرام" "Harari coffee, roasted, 250 g";
    "CO-KHW-25" Coffee 55 24 260 11 "بن خولاني محمص ٢٥٠ غرام" "Khawlani coffee, roasted, 250 g";
    "CO-ETH-1K" Coffee 168 81 1_040 5 "قهوة إثيوبية مختصة كيلو" "Ethiopian speciality coffee, 1 kg";
    "CO-ARB-50" Coffee 72 33 520 8 "قهوة سعودية بالهيل والزعفران" "Saudi coffee with cardamom and saffron";
    "CO-HEL-20" Coffee 48 21 220 6 "هيل حب كبير ٢٠٠ غرام" "Large green cardamom, 200 g";
    "CO-SAF-05" Coffee 95 52 30 4 "زعفران ٥ غرامات" "Saffron, 5 g";
    "CO-V60-01" Coffee 139 58 640 4 "طقم تقطير سيراميك" "Ceramic pour-over set";
    "CO-GRN-01" Coffee 245 118 1_350 3 "مطحنة قهوة يدوية" "Hand coffee grinder";
    "DT-AJW-1K" Dates 89 38 1_080 13 "تمر عجوة المدينة كيلو" "Ajwa dates of Madinah, 1 kg";
    "DT-SUK-3K" Dates 96 41 3_150 9 "سكري مفتل ٣ كيلو" "Sukkari dates, 3 kg";
    "DT-MED-1K" Dates 98 46 1_080 8 "تمر مجدول فاخر كيلو" "Medjool dates, 1 kg";
    "DT-KHL-1K" Dates 58 24 1_080 7 "خلاص الأحساء كيلو" "Khalas dates of Al Ahsa, 1 kg";
    "DT-GFT-01" Dates 185 79 1_450 8 "صندوق هدايا تمر محشو باللوز" "Gift box: dates with almonds";
    "DT-MAM-01" Dates 64 26 820 7 "معمول بالتمر" "Date maamoul";
    "DT-SYR-01" Dates 38 14 780 4 "دبس تمر طبيعي" "Natural date syrup";
    "PF-OUD-03" Perfume 420 178 190 5 "دهن عود كلمنتان ٣ مل" "Kalimantan oud oil, 3 ml";
    "PF-MSK-50" Perfume 155 54 280 8 "مسك أبيض ٥٠ مل" "White musk, 50 ml";
    "PF-RSE-10" Perfume 265 112 210 6 "عطر الورد الطائفي ١٠٠ مل" "Taif rose perfume, 100 ml";
    "PF-AMB-10" Perfume 235 91 240 6 "عطر عنبر وزعفران ١٠٠ مل" "Amber and saffron perfume, 100 ml";
    "PF-BKH-04" Perfume 98 37 130 9 "بخور معمول ٤٠ غرام" "Bakhoor, 40 g";
    "PF-MBK-01" Perfume 129 49 820 5 "مبخرة نحاس صغيرة" "Small brass incense burner";
    "PF-GFT-01" Perfume 360 148 690 4 "مجموعة عطور للهدايا" "Perfume gift set";
    "HM-DAL-01" Home 198 83 1_280 6 "دلة قهوة ستانلس مذهبة" "Gilded coffee pot (dallah)";
    "HM-FNJ-12" Home 84 31 980 8 "طقم فناجين ١٢ حبة" "Coffee cups, set of 12";
    "HM-TRY-01" Home 112 44 1_150 5 "صينية خشب زان" "Beech wood tray";
    "HM-CND-01" Home 76 26 430 6 "شمعة برائحة العود" "Oud-scented candle";
    "HM-RUG-01" Home 330 148 3_900 3 "سجادة صوف منسوجة ١٢٠×١٨٠" "Woven wool rug, 120 × 180";
    "HM-CUS-02" Home 92 35 760 5 "غطاء وسادة سدو قطعتان" "Sadu cushion covers, pair";
    "HM-LMP-01" Home 149 62 1_480 4 "فانوس رمضاني نحاسي" "Brass Ramadan lantern";
    "HM-PRY-01" Home 109 39 690 7 "سجادة صلاة مخملية" "Velvet prayer mat";
    "HM-BSK-01" Home 68 24 540 4 "سلة خوص مضفورة" "Woven palm basket";
    "HM-THR-01" Home 139 57 930 4 "ترمس شاي وقهوة لتر" "Thermos for tea and coffee, 1 l";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_is_sound() {
        let mut skus: Vec<_> = GOODS.iter().map(|good| good.sku).collect();
        skus.sort_unstable();
        skus.dedup();
        assert_eq!(skus.len(), GOODS.len());
        assert_eq!(GOODS.len(), 40);
        for good in GOODS {
            // Sold with a margin after 15 % VAT.
            assert!(good.price_minor * 100 / 115 > good.cost_minor && good.weight_grams > 0, "{}", good.sku);
        }
        for category in Category::ALL {
            assert!(GOODS.iter().filter(|good| good.category == category).count() >= 7, "{}", category.word());
        }
    }
}
