/** How a signer was known. Always icon and word; brass appears for legal identity alone. */
import type { IdentityLevel } from '../api/types';
import { Icon, type IconName } from './Icon';
import './identity.css';

const levels: Record<IdentityLevel, { tier: string; icon: IconName; word: string; means: string }> = {
  link: { tier: 'id-link', icon: 'link', word: 'Link only', means: 'Had the link and proved nothing more; a guest’s name and address are as given.' },
  mailbox: { tier: 'id-mail', icon: 'mail', word: 'Mailbox', means: 'Proved control of the mailbox.' },
  password: { tier: 'id-account', icon: 'key', word: 'Password', means: 'Signed in with a password.' },
  sso: { tier: 'id-account', icon: 'sso', word: 'SSO', means: 'Signed in through the company’s single sign-on.' },
  mfa: { tier: 'id-strong', icon: 'shieldcheck', word: 'MFA', means: 'Signed in with a second factor.' },
  passkey: { tier: 'id-strong', icon: 'passkey', word: 'Passkey', means: 'Signed in with a passkey.' },
  eid: { tier: 'id-eid', icon: 'eid', word: 'eID', means: 'Identified by a legal electronic identity.' },
};

/** None where the viewer may not learn who it was. */
export function IdentityBadge({ level }: { level: IdentityLevel | null }) {
  if (!level) return null;
  const { tier, icon, word } = levels[level];
  return (
    <span className={`idb ${tier}`}>
      <Icon name={icon} size={12} />
      {word}
    </span>
  );
}

/** The same as a sentence, for certificates. */
export function identityMeaning(level: IdentityLevel | null): string {
  return level ? levels[level].means : 'Reviewers of this group are not shown to each other.';
}
