/**
 * The names under which the interface knows the shapes of the HTTP contract. The shapes themselves are generated:
 * schema.gen.ts says how. Times are UTC milliseconds.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];

// Words

export type Ability = Schemas['Ability'];
export type IdentityLevel = Schemas['IdentityLevel'];
export type Kind = Schemas['Kind'];
export type Role = Schemas['Role'];
export type Status = Schemas['Status'];
export type Verdict = Schemas['Verdict'];

// Identity and access

export type Person = Schemas['Person'];
export type Me = Schemas['Me'];
export type Member = Schemas['MemberPart'];
export type SetupRequest = Schemas['SetupInput'];
export type Session = Schemas['Session'];
export type Invitation = Schemas['Invitation'];
export type InvitationLook = Schemas['InvitationLook'];
export type TeamMembers = Schemas['TeamMembers'];

// Projects and files

export type Overview = Schemas['OverviewDto'];
export type ProjectCard = Schemas['ProjectCardDto'];
export type AwaitingCard = Schemas['AwaitingDto'];
export type Section = Schemas['SectionDto'];
export type Marks = Schemas['ProjectMarks'];
export type Places = Schemas['PlacesDto'];
export type Preview = Schemas['PreviewDto'];

export type Dashboard = Schemas['DashboardDto'];
export type DashboardFile = Schemas['DashboardFileDto'];
export type DashboardTotals = Schemas['TotalsDto'];
export type Cell = Schemas['CellDto'];
export type CellReview = Schemas['CellReviewDto'];
export type Dot = Schemas['DotDto'];
export type DotState = Schemas['DotState'];

// Reviewer groups

export type Group = Schemas['GroupDto'];
export type GroupPage = Schemas['GroupPageDto'];
export type GroupSettings = Schemas['GroupSettingsDto'];
export type PermissionByStatus = Schemas['ByPhase'];
export type Reviewer = Schemas['ReviewerDto'];
export type AddedVersion = Schemas['AddedVersionDto'];
export type CodeAsked = Schemas['CodeAskedDto'];
export type OpenedLink = Schemas['OpenedLinkDto'];

// Review

export type ReviewPage = Schemas['ReviewPageDto'];
export type Comment = Schemas['CommentDto'];
export type Copied = Schemas['CopiedDto'];
export type CopyComments = Schemas['CopyComments'];
export type CopyResult = Schemas['CopyResultDto'];
export type Attachment = Schemas['AttachmentDto'];
export type NewComment = Schemas['NewComment'];
export type Body = Schemas['Body'];
export type Marker = Schemas['Marker'];
export type Selector = Schemas['Selector'];
export type Decision = Schemas['DecisionDto'];
export type DecisionPage = Schemas['DecisionPageDto'];
export type NewDecision = Schemas['NewDecision'];
export type Withdrawal = Schemas['Withdrawal'];

/** What the event stream tells: ids only, never content. */
export type Change = Schemas['Change'];

// Notifications

export type Inbox = Schemas['Inbox'];
export type InboxItem = Schemas['InboxItem'];
export type NotificationSettings = Schemas['NotificationSettings'];
export type Outbox = Schemas['Outbox'];
export type OutboxInvitation = Schemas['OutboxInvitation'];
export type Topic = Schemas['Topic'];
export type TopicWays = Schemas['TopicWays'];
export type Unread = Schemas['Unread'];
