/** Shapes of the HTTP contract under /api/v1, written by hand until they are generated. Times are UTC milliseconds. */

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  /** A sentence for people: what happened, what is safe, what to do. */
  detail: string;
  incident?: string;
  field?: string;
  retry_after?: number;
};

export type Role = 'owner' | 'admin' | 'manager' | 'member';
export type IdentityLevel = 'link' | 'mailbox' | 'password' | 'sso' | 'mfa' | 'passkey' | 'eid';
export type Status = 'review' | 'request' | 'changes_ok' | 'approve' | 'reject';
export type Verdict = 'approve' | 'approve_with_changes' | 'request_changes' | 'reject';
export type Kind = 'image' | 'pdf' | 'svg' | 'video' | 'audio' | 'office' | 'archive' | 'html' | 'other';

export type Person = { id: string; name: string; initials: string; role?: string; guest: boolean; email?: string };

// Identity and access

export type Member = {
  person: Person;
  email: string;
  role: Role;
  team: { id: string; name: string };
  session: string;
  abilities: string[];
};
export type GuestGrant = { group: string; group_name: string; project: string; team_name: string; person: Person | null };
export type KeyProtection = 'beside_data' | 'separate_file' | 'passphrase' | 'external';
export type Me = {
  member: Member | null;
  guest: { grants: GuestGrant[] } | null;
  setup_needed: boolean;
  product: { version: string; key_protection: KeyProtection };
};
export type SetupState = { needed: boolean; checks: { name: string; ok: boolean; detail: string }[] };
export type SetupRequest = { code: string; team_name: string; name: string; email: string; password: string };
export type PasswordStrength = { ok: boolean; score: 0 | 1 | 2 | 3 | 4; advice: string[] };
export type Session = { id: string; current: boolean; created_at: number; last_seen_at: number; browser: string; address: string };
export type TeamMember = Person & { joined_at: number };
export type Invitation = { id: string; email: string; name: string; role: Role; created_at: number; expires_at: number; /** Null when the role is above one's own. */ url: string | null };
export type TeamMembers = { members: TeamMember[]; invitations: Invitation[]; abilities: string[] };
export type InvitationLook = { team_name: string; email: string; name: string };

// Projects and files

export type ProjectCard = {
  id: string;
  name: string;
  files: number;
  thumbnails: string[];
  reviews: { approve: number; changes_ok: number; request: number; reject: number; review: number };
  overdue: number;
  next_due: number | null;
  people: Person[];
  last_activity: number;
};
export type AwaitingCard = {
  review: string;
  file_name: string;
  project_name: string;
  group_name: string;
  version: string;
  kind: Kind;
  due_at: number | null;
  due_zone: string | null;
  asked_by: Person | null;
};
export type Overview = { projects: ProjectCard[]; awaiting: AwaitingCard[]; trashed: { id: string; name: string; trashed_at: number }[] };

export type PermissionByStatus = { review: boolean; request: boolean; approve: boolean };
export type GroupSettings = {
  comment: PermissionByStatus;
  download: PermissionByStatus;
  anonymous: boolean;
  invited_only: boolean;
  password_set: boolean;
  approve_with_changes: boolean;
  reject: boolean;
  link_expires_at: number | null;
};
export type Group = { id: string; name: string; position: number; reviewers: number; settings: GroupSettings };
export type Section = { id: string; name: string; count: number };
export type Version = { id: string; number: number; size: number; kind: Kind; extension: string; created_at: number; created_by: Person | null };
export type DotState = 'open' | 'opened' | Verdict;
export type Dot = {
  person: Person;
  state: DotState;
  at: number | null;
  version_number: number | null;
  level: IdentityLevel | null;
  sentence: string | null;
};
export type CellReview = {
  id: string;
  status: Status;
  version: string;
  version_number: number;
  due_at: number | null;
  due_zone: string | null;
  locked: boolean;
  overdue: boolean;
  comments_open: number;
  dots: Dot[];
};
/** `earlier` is the newest review of an older version, when the newest version has none. */
export type Cell = { group: string; review: CellReview | null; earlier?: { id: string; status: Status; version_number: number } | null };
export type DashboardFile = { id: string; name: string; section: string; version: Version; versions: number; cells: Cell[] };
export type DashboardTotals = { files: number; reviews: number; approved: number; overdue: number; needs_changes: number };
export type Dashboard = {
  project: { id: string; name: string };
  sections: Section[];
  groups: Group[];
  files: DashboardFile[];
  next_cursor: string | null;
  totals: DashboardTotals;
  abilities: string[];
  people: Person[];
};
export type PreviewState = 'pending' | 'ready' | 'failed' | 'none';
export type Preview = { state: PreviewState; reason: string | null; width: number; height: number; pages: number };

// Reviewer groups

export type Reviewer = { person: Person; level: IdentityLevel | null; decides: boolean; last_seen_at: number | null; invited_at: number; /** A link of their own, for people without an account. */ url?: string };
export type GroupPage = {
  group: Group;
  project: { id: string; name: string };
  reviewers: Reviewer[];
  link: { id: string; url: string; created_at: number; created_by: string; expires_at: number | null };
  abilities: string[];
};
export type LinkOpened = { group: string; group_name?: string; project: string; project_name?: string; team_name: string; review: string | null };

// Review

export type ReviewPage = {
  review: { id: string; status: Status; due_at: number | null; due_zone: string | null; locked: boolean; overdue: boolean };
  file: { id: string; name: string };
  version: Version & { sha256: string };
  group: { id: string; name: string; settings: GroupSettings };
  project: { id: string; name: string };
  team: { name: string };
  versions: { version: Version; review: string | null; status: Status | null }[];
  newest: boolean;
  siblings: { previous: string | null; next: string | null; position: number; total: number };
  groups: { id: string; name: string; review: string | null }[];
  decisions: Decision[];
  dots: Dot[];
  me: { person: Person | null; needs_identity: boolean; is_member: boolean; decision: string | null };
  verdicts: Verdict[];
  abilities: string[];
  people: Person[];
};

export type Span = { text: string } | { mention: string; name: string } | { link: string; text: string };
export type Body = { blocks: { spans: Span[] }[] };
export type SvgShape = 'rectangle' | 'ellipse' | 'arrow' | 'path';
export type Selector =
  | { type: 'FragmentSelector'; value: string }
  | { type: 'TextQuoteSelector'; exact: string; prefix: string; suffix: string }
  | { type: 'TextPositionSelector'; start: number; end: number }
  | { type: 'SvgSelector'; shape: SvgShape; points: [number, number][]; page?: number };
export type Marker = { target: { version: string; sha256: string }; selectors: Selector[] };
export type Comment = {
  id: string;
  number: number | null;
  parent: string | null;
  author: Person;
  body: Body;
  markers: Marker[];
  team_only: boolean;
  created_at: number;
  edited_at: number | null;
  resolved: { by: Person; at: number } | null;
  deleted: boolean;
  abilities: string[];
};
export type NewComment = { body: Body; markers: Marker[]; parent?: string; team_only?: boolean; client_id: string };
export type NewDecision = { verdict: Verdict; sentence?: string; sha256: string; locale: string; zone: string; predecessor?: string };
export type Decision = {
  id: string;
  person: Person;
  verdict: Verdict;
  sentence: string | null;
  at: number;
  level: IdentityLevel;
  version: string;
  version_number: number;
  /** Printed number, e.g. "CS-7K4M-92QD". */
  certificate: string;
  superseded: boolean;
  key_id: string;
};
export type DecisionPage = Decision & {
  meaning: string;
  sha256: string;
  size: number;
  file_name: string;
  project_name: string;
  group_name: string;
  team_name: string;
  email: string | null;
  time_zone: string;
  others: Decision[];
  command: string;
};

/** What the event stream tells: ids only, never content. */
export type Change = {
  kind: string;
  team: string;
  project?: string;
  group?: string;
  review?: string;
  file?: string;
  version?: string;
  comment?: string;
};

// Notifications

export type InboxKind = 'mention' | 'reply' | 'decision' | 'review_started' | 'due_soon' | 'overdue' | 'invitation_accepted';
export type InboxPlace = {
  review: string;
  file_name: string;
  version_number: number;
  project_name: string;
  group_name: string;
  due_at: number | null;
  due_zone: string | null;
};
export type InboxItem = {
  id: string;
  kind: InboxKind;
  at: number;
  unread: boolean;
  person: Person | null;
  words: string | null;
  verdict: Verdict | null;
  team_only: boolean;
  place: InboxPlace | null;
  comment: string | null;
};
export type Inbox = { items: InboxItem[]; next: string | null };
export type Unread = { unread: number; more: boolean };
export type Topic = 'mention' | 'reply' | 'decision' | 'review_started' | 'due' | 'invitation_accepted' | 'activity';
export type TopicWays = { topic: Topic; in_app: boolean; email: boolean };
export type NotificationSettings = {
  topics: TopicWays[];
  digest_minutes: number;
  zone: string | null;
  email: string | null;
  sends_mail: boolean;
  bounced_at: number | null;
};
export type OutboxInvitation = {
  id: string;
  kind: 'team_invitation' | 'group_invitation';
  state: 'by_hand' | 'bounced' | 'failed';
  /** The mail server's code; 0 for none. */
  code: number;
  created_at: number;
  name: string;
  email: string | null;
  place: string;
  url: string | null;
};
export type Outbox = { sends_mail: boolean; invitations: OutboxInvitation[]; bounces: { person: Person; at: number; code: number }[] };
export type Subscription = { topic: Topic; on: boolean };
