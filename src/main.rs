//! The application's entry: nothing but the mount.

fn main() {
    trainmaster::ui::mount();
}
