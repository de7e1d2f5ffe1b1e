/** The member's frame: sidebar (bar at the bottom on phones), page card, messages, uploads, live updates. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { startLive } from '../api/live';
import { meQuery, overviewQuery, unreadQuery } from '../api/queries';
import type { Member } from '../api/types';
import { leave } from '../auth/session';
import { setTheme, storedTheme, type Theme } from '../theme/theme';
import { Avatar } from '../ui/Avatar';
import { Mark } from '../ui/Brand';
import { Icon, type IconName } from '../ui/Icon';
import { preloadOverlays } from '../ui/Dialog';
import { Menu } from '../ui/Menu';
import { Button as AriaButton } from 'react-aria-components/Button';
import { toasts } from '../ui/toast';
import { sentence } from '../api/problem';
import { Toasts } from '../ui/Toasts';
import { useKeys } from '../ui/useKeys';
import { UploadTray } from '../upload/UploadTray';
import '../ui/status.css';
import './shell.css';

const QUICK_PROJECTS = 8;
const KeyboardHelp = lazy(() => import('./KeyboardHelp').then((found) => ({ default: found.KeyboardHelp })));

export function Shell() {
  const client = useQueryClient();
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const [help, setHelp] = useState(false);
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
  useKeys({ '?': () => setHelp(true), 'Shift+?': () => setHelp(true), i: () => void router.navigate({ to: '/inbox' }) });

  if (!member) return null;
  return (
    <div className="app">
      <a className="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <Sidebar member={member} onHelp={() => setHelp(true)} />
      <main className="page" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <BottomBar />
      <UploadTray />
      <Toasts />
      <Announce />
      {help && (
        <Suspense>
          <KeyboardHelp open onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Screen readers hear the title of the page they came to. */
function Announce() {
  const router = useRouter();
  const [title, setTitle] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = router.subscribe('onResolved', ({ pathChanged }) => {
      clearTimeout(timer);
      // The page sets its title when it has its data.
      if (pathChanged) timer = setTimeout(() => setTitle(document.title), 400);
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

function Sidebar({ member, onHelp }: { member: Member; onHelp: () => void }) {
  const { data } = useQuery(overviewQuery);
  const waiting = data?.awaiting.length ?? 0;
  const recent = data?.projects.slice(0, QUICK_PROJECTS) ?? [];
  return (
    <nav className="side" aria-label="Main">
      <Link to="/" className="side-team" title={member.team.name}>
        <Mark />
        <span className="clip grow">{member.team.name}</span>
      </Link>
      <NavLink to="/inbox" icon="bell" label="Inbox" aside={<UnreadCount />} />
      <NavLink to="/awaiting" icon="mine" label="Awaiting my review" aside={waiting > 0 && <span className="count count-ink">{waiting}</span>} />
      <NavLink to="/" icon="grid" label="Projects" exact />
      {recent.length > 0 && <p className="over nav-h">Recent projects</p>}
      <div className="side-list">
        {recent.map((project) => (
          <Link key={project.id} to="/projects/$projectId" params={{ projectId: project.id }} className="nav" activeProps={{ className: 'on' }} title={project.name}>
            <Icon name="folder" />
            <span className="clip">{project.name}</span>
          </Link>
        ))}
      </div>
      <span className="grow" />
      <NavLink to="/team" icon="people" label="Team" />
      <UserMenu member={member} onHelp={onHelp} />
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

function UserMenu({ member, onHelp }: { member: Member; onHelp: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const [theme, choose] = useState(storedTheme);
  const change = (next: Theme) => {
    setTheme(next);
    choose(next);
  };
  const signOut = () =>
    leave(client).then(
      () => router.navigate({ to: '/sign-in', replace: true }),
      (error: unknown) => toasts.error(`You are still signed in. ${sentence(error)}`),
    );
  return (
    <Menu
      label="Account"
      placement="top start"
      groups={[
        {
          title: 'Theme',
          actions: [
            { id: 'system', label: 'Like the system', icon: 'compare', on: theme === 'system', run: () => change('system') },
            { id: 'light', label: 'Light', icon: 'sun', on: theme === 'light', run: () => change('light') },
            { id: 'dark', label: 'Dark', icon: 'eye', on: theme === 'dark', run: () => change('dark') },
          ],
        },
        {
          actions: [
            { id: 'account', label: 'Account and sessions', icon: 'key', run: () => void router.navigate({ to: '/account' }) },
            { id: 'keys', label: 'Keyboard', icon: 'info', detail: '?', run: onHelp },
          ],
        },
        { actions: [{ id: 'out', label: 'Sign out', icon: 'next', run: () => void signOut() }] },
      ]}
    >
      <AriaButton className="nav nav-user">
        <Avatar person={member.person} size="small" />
        <span className="clip">{member.person.name}</span>
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
