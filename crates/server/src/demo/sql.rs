//! Whether the demo team is here.

db::statements! {
    pub(crate) DEMO_OWNER = "SELECT person FROM kernel_events WHERE kind = 'demo.seeded'";
}
