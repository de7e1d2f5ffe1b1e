//! What goes over the wire, and nothing else: no rule and no row has these shapes.

pub mod comment;
pub mod dashboard;
pub mod decision;
pub mod group;
pub mod moving;
pub mod overview;
pub mod places;
pub mod review;

pub use comment::{
    AttachmentDto, CommentDto, CommentsDto, CopiedDto, CopiedOneDto, CopyComments, CopyResultDto,
    EditComment, LikesDto, NewComment, PinnedDto, ResolvedDto,
};
pub use dashboard::{
    CellDto, CellReviewDto, DashboardDto, DashboardFileDto, EarlierReviewDto, SectionDto, TotalsDto,
};
pub use decision::{DecisionDto, DecisionPageDto, NewDecision, Withdrawal};
pub use group::{
    AddedVersionDto, AskCode, ChangeGroup, ChangeReviewer, ChangeSettings, CheckCode, CodeAskedDto,
    GroupDto, GroupPageDto, GroupSettingsDto, Identify, LinkDto, NamedDto, NewGroup, NewReviewer,
    OpenLink, OpenedLinkDto, ReviewerDto, RotatedDto, SetPassword,
};
pub use moving::MoveFile;
pub use overview::{AwaitingDto, OverviewDto, ProjectCardDto, StatusCountsDto, TrashedDto};
pub use places::{PlaceFileDto, PlaceProjectDto, PlacesDto};
pub use review::{
    ChangeReview, DotDto, DotState, GroupLinkDto, GroupReviewDto, ReviewDto, ReviewPageDto,
    ReviewedVersionDto, SiblingsDto, StartReviews, StartedDto, TeamNameDto, VersionEntryDto,
    ViewerDto,
};

use serde::{Deserialize, Deserializer};

/// Tells an absent field (outer `None`) from `null` (inner `None`).
#[expect(clippy::option_option, reason = "absent and null are two answers")]
pub(crate) fn nullable<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
