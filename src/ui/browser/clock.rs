//! The time: of the machine, and as its reader writes it.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::domain::time::Moment;

/// Milliseconds since 1970 by the machine's clock.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds fit an i64 for a while"
)]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds of a clock that only goes forward, as fine as the browser tells it.
pub fn stopwatch() -> f64 {
    let performance = window().performance();
    performance.map_or(0.0, |performance| performance.now())
}

/// Milliseconds of a clock that only goes forward.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive and small"
)]
pub fn steady_ms() -> u64 {
    stopwatch() as u64
}

/// Minutes that local time is ahead of UTC now.
#[expect(clippy::cast_possible_truncation, reason = "at most 14 hours")]
pub fn zone() -> i16 {
    -(js_sys::Date::new_0().get_timezone_offset() as i16)
}

/// Now, by the machine's clock and zone.
pub fn now() -> Moment {
    Moment {
        ms: now_ms(),
        offset: zone(),
    }
}

/// A moment in the reader's own zone and habits: “22 Nov, 14:03”.
pub fn local_time(moment: Moment) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(moment.ms as f64));
    let options = js_sys::Object::new();
    for (name, value) in [
        ("day", "numeric"),
        ("month", "short"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ] {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string("default", &options).into()
}

/// A moment's day in the reader's own zone and habits: “Sunday 22 November”.
pub fn local_day(moment: Moment) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(moment.ms as f64));
    let options = js_sys::Object::new();
    for (name, value) in [("weekday", "long"), ("day", "numeric"), ("month", "long")] {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_date_string("default", &options).into()
}
