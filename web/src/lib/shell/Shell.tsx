/** The member's frame: sidebar (bar at the bottom on phones), page card, messages, uploads, live updates. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { startLive } from '../api/live';
import { meQuery, overviewQuery, unreadQuery } from '../api/queries';
import type { Member } from '../api/types';
import { leave } from '../auth/session';
import { openCommandMenu, useCommands } from '../command/command';
import { CommandMenu, preloadCommandMenu } from '../command/CommandMenu';
import { laterPart } from '../page/later-part';
import { onTheme, setTheme, storedTheme, themes } from '../theme/theme';
import { Avatar } from '../ui/Avatar';
import { Mark } from '../ui/Brand';
import { Icon, type IconName } from '../ui/Icon';
import { preloadOverlays } from '../ui/Dialog';
import { Menu } from '../ui/Menu';
import { Button as AriaButton } from 'react-aria-components/Button';
import { toasts } from '../ui/toast';
import { sentence } from '../api/problem';
import { Toasts } from '../ui/Toasts';
import { useKeys, withControl } from '../ui/useKeys';
import { UploadTray } from '../upload/UploadTray';
import { shellCommands } from './shell-commands';
import '../ui/status.css';
import './shell.css';

const QUICK_PROJECTS = 8;
const NewProject = laterPart(() => import('../projects/NewProject').then((found) => found.NewProject));
const KeyboardHelp = laterPart(() => import('./KeyboardHelp').then((found) => found.KeyboardHelp));

export function Shell() {
  const client = useQueryClient();
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const [help, setHelp] = useState(false);
  const [creating, setCreating] = useState(false);
  const signOut = useSignOut();
  const member = me?.member ?? null;

  useEffect(() => startLive(client), [client]);
  useEffect(() => {
    const timer = setTimeout(preloadOverlays, 2_000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    // Signed out elsewhere, or the session was revoked.
    if (me && !member) void router.navigate({ href: `/sign-in?next=${encodeURIComponent(location.pathname)}`, replace: true });
  }, [me, member, router]);
  const offer = () => (member ? shellCommands({ member, go: (href) => void router.navigate({ href }), newProject: () => setCreating(true), help: () => setHelp(true), signOut }) : []);
  useCommands(offer, 'frame');
  useKeys({ '?': () => setHelp(true), 'Shift+?': () => setHelp(true), i: () => void router.navigate({ to: '/inbox' }) });

  if (!member) return null;
  return (
    <div className="app">
      <a className="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <Sidebar member={member} onHelp={() => setHelp(true)} onSignOut={signOut} />
      <main className="page" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <BottomBar />
      <UploadTray />
      <Toasts />
      <Announce />
      <CommandMenu member />
      {creating && <NewProject open onClose={() => setCreating(false)} />}
      {help && <KeyboardHelp open onClose={() => setHelp(false)} />}
    </div>
  );
}

/** Screen readers hear the title of the page they came to, and the focus is not lost. */
function Announce() {
  const router = useRouter();
  const [title, setTitle] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = router.subscribe('onResolved', ({ pathChanged }) => {
      clearTimeout(timer);
      // The page sets its title when it has its data.
      if (pathChanged)
        timer = setTimeout(() => {
          setTitle(document.title);
          // What had the focus went with the page before: Tab goes on at the page, not at the frame's beginning.
          if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
        }, 400);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [router]);
  return (
    <p className="sr" role="status">
      {title}
    </p>
  );
}

type UserProps = { member: Member; onHelp: () => void; onSignOut: () => void };

function Sidebar({ member, onHelp, onSignOut }: UserProps) {
  const { data } = useQuery(overviewQuery);
  const waiting = data?.awaiting.length ?? 0;
  const recent = data?.projects.slice(0, QUICK_PROJECTS) ?? [];
  return (
    <nav className="side" aria-label="Main">
      <Link to="/" className="side-team" title={member.team.name}>
        <Mark />
        <span className="clip grow" dir="auto">{member.team.name}</span>
      </Link>
      <AriaButton className="nav nav-find" aria-label="Search and do" aria-keyshortcuts="Control+K Meta+K" onPress={openCommandMenu} onHoverStart={preloadCommandMenu}>
        <Icon name="search" />
        <span className="clip">Search</span>
        <kbd className="end">{withControl('K')}</kbd>
      </AriaButton>
      <NavLink to="/inbox" icon="bell" label="Inbox" aside={<UnreadCount />} />
      <NavLink to="/awaiting" icon="mine" label="Awaiting my review" aside={waiting > 0 && <span className="count count-ink">{waiting}</span>} />
      <NavLink to="/" icon="grid" label="Projects" exact />
      {recent.length > 0 && <p className="over nav-h">Recent projects</p>}
      <div className="side-list">
        {recent.map((project) => (
          <Link key={project.id} to="/projects/$projectId" params={{ projectId: project.id }} className="nav" activeProps={{ className: 'on' }} title={project.name}>
            <Icon name="folder" />
            <span className="clip" dir="auto">{project.name}</span>
          </Link>
        ))}
      </div>
      <span className="grow" />
      <NavLink to="/team" icon="people" label="Team" />
      <UserMenu member={member} onHelp={onHelp} onSignOut={onSignOut} />
    </nav>
  );
}

type Target = '/' | '/inbox' | '/awaiting' | '/team' | '/account';

/** How much was not read; nothing when all was. */
function UnreadCount() {
  const { data } = useQuery(unreadQuery);
  if (!data?.unread) return null;
  return (
    <span className="count count-ink">
      {data.unread}
      {data.more && '+'}
      <span className="sr"> unread</span>
    </span>
  );
}

function NavLink({ to, icon, label, aside, exact = false }: { to: Target; icon: IconName; label: string; aside?: ReactNode; exact?: boolean }) {
  return (
    <Link to={to} className="nav" activeProps={{ className: 'on' }} activeOptions={{ exact }} title={label}>
      <Icon name={icon} />
      <span className="clip">{label}</span>
      {aside}
    </Link>
  );
}

function useSignOut(): () => void {
  const router = useRouter();
  const client = useQueryClient();
  return () =>
    void leave(client).then(
      () => router.navigate({ to: '/sign-in', replace: true }),
      (error: unknown) => toasts.error(`You are still signed in. ${sentence(error)}`),
    );
}

function UserMenu({ member, onHelp, onSignOut }: UserProps) {
  const router = useRouter();
  const theme = useSyncExternalStore(onTheme, storedTheme);
  return (
    <Menu
      label="Account"
      placement="top start"
      groups={[
        {
          title: 'Theme',
          actions: themes.map(({ theme: id, label, icon }) => ({ id, label, icon, on: theme === id, run: () => setTheme(id) })),
        },
        {
          actions: [
            { id: 'account', label: 'Account and sessions', icon: 'key', run: () => void router.navigate({ to: '/account' }) },
            { id: 'keys', label: 'Keyboard', icon: 'info', detail: '?', run: onHelp },
          ],
        },
        { actions: [{ id: 'out', label: 'Sign out', icon: 'next', run: onSignOut }] },
      ]}
    >
      <AriaButton className="nav nav-user">
        <Avatar person={member.person} size="small" />
        <span className="clip" dir="auto">{member.person.name}</span>
      </AriaButton>
    </Menu>
  );
}

function BottomBar() {
  return (
    <nav className="bottom-nav" aria-label="Main">
      <BottomLink to="/inbox" icon="bell" label="Inbox" aside={<UnreadCount />} />
      <BottomLink to="/awaiting" icon="mine" label="My review" />
      <BottomLink to="/" icon="grid" label="Projects" exact />
      <AriaButton aria-label="Search and do" onPress={openCommandMenu}>
        <Icon name="search" size={20} />
        Search
      </AriaButton>
      <BottomLink to="/team" icon="people" label="Team" />
      <BottomLink to="/account" icon="user" label="Me" />
    </nav>
  );
}

function BottomLink({ to, icon, label, aside, exact = false }: { to: Target; icon: IconName; label: string; aside?: ReactNode; exact?: boolean }) {
  return (
    <Link to={to} activeProps={{ className: 'on' }} activeOptions={{ exact }}>
      <Icon name={icon} size={20} />
      {label}
      {aside}
    </Link>
  );
}

function skip(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
