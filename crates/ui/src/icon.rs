//! Icons by Lucide (ISC licence), only those used, drawn inline in the colour of the text.

use maud::{Markup, PreEscaped, html};

macro_rules! icons {
    ($($name:ident => $file:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($name),* }

        impl Icon {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            fn body(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../assets/icons/", $file, ".svg"))),* }
            }
        }
    };
}

icons! {
    Home => "house"; Package => "package"; Truck => "truck"; MapPin => "map-pin"; Check => "circle-check";
    Alert => "triangle-alert"; Cross => "circle-x"; Info => "info"; Search => "search"; Books => "book-open";
    SignOut => "log-out"; Menu => "menu"; Back => "chevron-left"; Forward => "chevron-right"; Phone => "phone";
    Mail => "mail"; Chat => "message-circle"; Copy => "copy"; Open => "external-link"; Bag => "shopping-bag";
    Receipt => "receipt"; Store => "store"; Calendar => "calendar"; Wallet => "wallet"; Close => "x"; Link => "link";
    Shield => "shield-check"; TrendUp => "trending-up"; TrendDown => "trending-down"; More => "ellipsis";
    Print => "printer"; Download => "download"; Edit => "pencil"; Tick => "check"; Users => "users";
    Settings => "settings"; Reschedule => "calendar-clock"; Refresh => "refresh-cw"; User => "user"; Key => "key-round";
}

/// Decorative: hidden from screen readers, words stand beside it.
pub fn icon(icon: Icon) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.body())) } }
}

/// An arrow that follows the reading direction. Clocks and marks of play do not flip; arrows and progress do.
pub fn flipping_icon(icon: Icon) -> Markup {
    html! { svg.icon.flips viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.body())) } }
}
