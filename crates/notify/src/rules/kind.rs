//! The kinds of news and of mails, and the topics by which people choose.

macro_rules! tokens {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $token:literal $what:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = $what] $variant,)* }

        impl $name {
            /// Every one, in the order in which people see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the database and on the wire.
            pub fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// The one of a word.
            pub fn parse(token: &str) -> Option<Self> {
                match token { $($token => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

tokens! {
    /// What somebody is told.
    ItemKind {
        Mention "mention" "They were called in a comment.";
        Reply "reply" "Somebody replied to their comment.";
        Decision "decision" "Somebody decided on a review that they started.";
        ReviewStarted "review_started" "Their decision is asked.";
        DueSoon "due_soon" "Their decision is due within a day.";
        Overdue "overdue" "A decision is late: theirs, or one on a review that they started.";
        InvitationAccepted "invitation_accepted" "Somebody whom they invited has joined the team.";
        Activity "activity" "Something happened in a review they take part in; only gathered for a mail.";
    }
}

tokens! {
    /// What a mail is.
    MailKind {
        TeamInvitation "team_invitation" "An invitation to the team.";
        GroupInvitation "group_invitation" "An invitation to a reviewer group, with a link of one's own.";
        ReviewCode "review_code" "A code that proves a mailbox at a review link.";
        Mention "mention" "They were called in a comment.";
        Reply "reply" "Somebody replied to their comment.";
        Decision "decision" "Somebody decided on a review that they started.";
        ReviewStarted "review_started" "Their decision is asked.";
        Overdue "overdue" "A decision on a review that they started is late.";
        InvitationAccepted "invitation_accepted" "Somebody whom they invited has joined the team.";
        Due "due" "What is due, once in a working morning.";
        Activity "activity" "What happened in a while.";
    }
}

tokens! {
    /// What people choose by.
    Topic {
        Mention "mention" "Being called in a comment.";
        Reply "reply" "Replies to one's comments.";
        Decision "decision" "Decisions on reviews one started.";
        ReviewStarted "review_started" "Reviews that ask for one's decision.";
        Due "due" "Due dates, near and past.";
        InvitationAccepted "invitation_accepted" "Joining of those one invited.";
        Activity "activity" "Whatever else happens in reviews one takes part in.";
    }
}

impl ItemKind {
    /// What somebody chooses by.
    pub fn topic(self) -> Topic {
        match self {
            Self::Mention => Topic::Mention,
            Self::Reply => Topic::Reply,
            Self::Decision => Topic::Decision,
            Self::ReviewStarted => Topic::ReviewStarted,
            Self::DueSoon | Self::Overdue => Topic::Due,
            Self::InvitationAccepted => Topic::InvitationAccepted,
            Self::Activity => Topic::Activity,
        }
    }

    /// The mail that goes out at once with such an item; none where mails are gathered.
    pub fn mail(self) -> Option<MailKind> {
        match self {
            Self::Mention => Some(MailKind::Mention),
            Self::Reply => Some(MailKind::Reply),
            Self::Decision => Some(MailKind::Decision),
            Self::ReviewStarted => Some(MailKind::ReviewStarted),
            Self::InvitationAccepted => Some(MailKind::InvitationAccepted),
            Self::Overdue => Some(MailKind::Overdue),
            Self::DueSoon | Self::Activity => None,
        }
    }
}

impl MailKind {
    /// What somebody ends such mails by; an invitation or a code is written once and has none.
    pub fn topic(self) -> Option<Topic> {
        match self {
            Self::TeamInvitation | Self::GroupInvitation | Self::ReviewCode => None,
            Self::Mention => Some(Topic::Mention),
            Self::Reply => Some(Topic::Reply),
            Self::Decision => Some(Topic::Decision),
            Self::ReviewStarted => Some(Topic::ReviewStarted),
            Self::InvitationAccepted => Some(Topic::InvitationAccepted),
            Self::Due | Self::Overdue => Some(Topic::Due),
            Self::Activity => Some(Topic::Activity),
        }
    }

    /// Whether it invites, so that it is worth handing over where no mail is sent.
    pub fn invites(self) -> bool {
        matches!(self, Self::TeamInvitation | Self::GroupInvitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_its_own() {
        for kind in ItemKind::ALL {
            assert_eq!(ItemKind::parse(kind.token()), Some(*kind));
        }
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.token()), Some(*kind));
        }
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.token()), Some(*topic));
        }
        assert_eq!(ItemKind::parse("team_invitation"), None);
    }

    #[test]
    fn an_item_and_its_mail_are_chosen_by_the_same_topic() {
        for kind in ItemKind::ALL {
            if let Some(mail) = kind.mail() {
                assert_eq!(mail.topic(), Some(kind.topic()), "{kind:?}");
            }
        }
    }

    #[test]
    fn only_invitations_and_codes_cannot_be_ended() {
        for kind in MailKind::ALL {
            let asked_for = kind.invites() || *kind == MailKind::ReviewCode;
            assert_eq!(kind.topic().is_none(), asked_for, "{kind:?}");
        }
    }
}
