//! How the words of this area's enums are described on the wire: from the enums, so that neither can differ from the
//! other.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};
use webkit::described::one_of;

use crate::mails::MailState;
use crate::rules::kind::{ItemKind, MailKind, Topic};

macro_rules! words {
    ($($(#[doc = $what:literal])* $name:ident as $shown:literal: $words:expr;)*) => {
        $(
            $(#[doc = $what])*
            pub(crate) enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    one_of(concat!($($what),*).trim(), $words)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    $shown.into()
                }
            }
        )*
    };
}

words! {
    /// What somebody is told in the inbox.
    InboxKindWord as "InboxKind": ItemKind::ALL
        .iter()
        .filter(|kind| **kind != ItemKind::Activity)
        .map(|kind| kind.token());
    /// What people choose by.
    TopicWord as "Topic": Topic::ALL.iter().map(|topic| topic.token());
    /// What an invitation is to.
    OutboxKindWord as "OutboxKind": [MailKind::TeamInvitation, MailKind::GroupInvitation].map(MailKind::token);
    /// Why somebody has to pass an invitation on.
    OutboxStateWord as "OutboxState": [MailState::ByHand, MailState::Bounced, MailState::Failed].map(MailState::token);
}
