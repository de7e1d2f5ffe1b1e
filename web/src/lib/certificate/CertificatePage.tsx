/** The certificate of one decision: the fact, the bytes, the signer, and how to check it without this server. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { API } from '../api/client';
import { decisionQuery } from '../api/queries';
import type { Decision, DecisionPage } from '../api/types';
import { exact } from '../format/size';
import { city, clockSeconds, fullMoment, moment } from '../format/time';
import { useTitle } from '../page/useTitle';
import { Logo, Mark, Rosette } from '../ui/Brand';
import { Button, IconButton, buttonClass } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { IdentityBadge, identityMeaning } from '../ui/IdentityBadge';
import { StatusChip } from '../ui/Status';
import { verdictLook, verdictWord } from '../ui/status';
import { StatusIcon } from '../ui/StatusIcon';
import { Thumbnail } from '../ui/Thumbnail';
import { Toasts } from '../ui/Toasts';
import { chainOf } from './chain';
import './certificate.css';

const headline: Record<Decision['verdict'], string> = {
  approve: 'approved',
  approve_with_changes: 'approved with changes',
  request_changes: 'requests changes to',
  reject: 'rejected',
  withdraw: 'withdrew the decision on',
};

export function CertificatePage({ decisionId }: { decisionId: string }) {
  const { data } = useQuery(decisionQuery(decisionId));
  const router = useRouter();
  useTitle(data ? `Certificate ${data.certificate}` : 'Certificate');
  if (!data) return null;
  const file = `${API}/decisions/${data.id}/certificate`;
  return (
    <div className="certpage">
      <header className="certbar">
        <IconButton icon="left" label="Back" onPress={() => (window.history.length > 1 ? router.history.back() : void router.navigate({ to: '/' }))} />
        <b className="semi grow clip">{data.verdict === 'approve' || data.verdict === 'approve_with_changes' ? 'Approval certificate' : 'Decision certificate'}</b>
        <Button icon="copy" className="hide-s" onPress={() => void copyText(location.href, 'Copied the address of this certificate')}>
          Copy link
        </Button>
        <a className={buttonClass()} href={`${file}.json`} download={`${data.certificate}.json`}>
          <Icon name="download" />
          JSON
        </a>
        <a className={buttonClass({ variant: 'primary' })} href={`${file}.pdf`} download={`${data.certificate}.pdf`}>
          <Icon name="download" />
          PDF
        </a>
      </header>
      <main className="certmain" id="main">
        <Certificate data={data} />
        <aside className="certside">
          <State data={data} />
          <Chain data={data} />
          <CheckYourself data={data} />
          {data.others.length > 0 && <Others data={data} />}
        </aside>
      </main>
      <Toasts />
    </div>
  );
}

function Certificate({ data }: { data: DecisionPage }) {
  return (
    <article className="cert">
      <div className="cert-seal" aria-hidden="true">
        <Rosette className="cs-r" />
        <Mark className="cs-m" />
      </div>
      <p className="cert-top">
        <Logo />
      </p>
      <h1 className="seal-l">
        {data.person.name} {headline[data.verdict]} this exact file.
      </h1>
      <p className="t14 t2 lead">
        {fullMoment(data.at, data.time_zone)} in {city(data.time_zone)} <span className="t3">({clockSeconds(data.at, 'UTC')} UTC)</span>
      </p>
      <div className="cert-file">
        <Thumbnail version={data.version} />
        <span className="grow">
          <b className="semi t14 db clip" dir="auto">{data.file_name}</b>
          <span className="t12 t3">
            Version {data.version_number} · {exact(data.size)} bytes · {data.project_name} · {data.group_name}
          </span>
        </span>
        <StatusChip look={verdictLook[data.verdict]}>{verdictWord[data.verdict]}</StatusChip>
      </div>
      <dl className="cert-d">
        <div>
          <dt>File fingerprint</dt>
          <dd>
            <span className="mono hash">{grouped(data.sha256)}</span>
            <span className="t12 t3 db">SHA-256</span>
          </dd>
        </div>
        <div>
          <dt>Meaning</dt>
          <dd>{data.meaning}</dd>
        </div>
        {data.sentence && (
          <div>
            <dt>In their words</dt>
            <dd className="said">“{data.sentence}”</dd>
          </div>
        )}
        <div>
          <dt>Signer</dt>
          <dd>
            <span className="row wrap">
              {data.email ? `${data.person.name}, ${data.email}` : data.person.name} <IdentityBadge level={data.level} />
            </span>
            <span className="t12 t3 db">{identityMeaning(data.level)}</span>
          </dd>
        </div>
        <div>
          <dt>Certificate</dt>
          <dd>
            <span className="mono">{data.certificate}</span>
          </dd>
        </div>
        <div>
          <dt>Signed by</dt>
          <dd>
            Key <span className="mono key-id">{data.key_id}</span> <span className="t3">of this installation</span>
          </dd>
        </div>
      </dl>
      <div className="cert-sig">
        <div>
          <p className="sigtext">{data.person.name}</p>
          <p className="t12 t3">Signer, as recorded</p>
        </div>
        <div>
          <p className="sigtext">{data.team_name}</p>
          <p className="t12 t3">Countersigned by the installation’s key</p>
        </div>
      </div>
      <p className="t12 t3 cert-foot">
        This installation asserts that the person above gave this decision on exactly these bytes at this time, known in the way stated. It is not the reviewer’s own signature and not an advanced
        electronic signature under eIDAS.
      </p>
    </article>
  );
}

function State({ data }: { data: DecisionPage }) {
  const successor = data.others.find((other) => other.predecessor === data.id);
  return (
    <section className="certcard stack stack-3">
      {data.superseded ? (
        <>
          <span className="st open t14">
            <StatusIcon look="open" size={20} />
            {successor?.verdict === 'withdraw' ? 'Withdrawn' : 'Superseded'}
          </span>
          <p className="t2">
            {data.person.name} {successor?.verdict === 'withdraw' ? 'has withdrawn this decision since.' : 'gave a newer decision since.'} This certificate stays as the record of the earlier one.
          </p>
        </>
      ) : data.verdict === 'withdraw' ? (
        <>
          <span className="st open t14">
            <StatusIcon look="open" size={20} />
            Nothing decided
          </span>
          <p className="t2">By this statement {data.person.name} took the decision before back and has not decided again.</p>
        </>
      ) : (
        <>
          <span className={`st t14 ${verdictLook[data.verdict]}`}>
            <StatusIcon look={verdictLook[data.verdict]} size={20} />
            In force
          </span>
          <p className="t2">This is the person’s latest decision on this review.</p>
        </>
      )}
    </section>
  );
}

/** The statements of one person in their order: each names the one before, none is ever changed. */
function Chain({ data }: { data: DecisionPage }) {
  const chain = chainOf(data);
  if (chain.length < 2) return null;
  return (
    <section className="certcard stack stack-3" aria-labelledby="chain-title">
      <h2 className="semi t14" id="chain-title">
        Statements of {data.person.name}
      </h2>
      <ol className="stack stack-3 decs">
        {chain.map((decision, at) => (
          <li key={decision.id} className={verdictLook[decision.verdict]} aria-current={decision.id === data.id ? 'true' : undefined}>
            <StatusIcon look={verdictLook[decision.verdict]} />
            <span className="grow">
              {decision.id === data.id ? (
                <b className="semi db">{verdictWord[decision.verdict]} (this one)</b>
              ) : (
                <a className="med db" href={`/decisions/${decision.id}`}>
                  {verdictWord[decision.verdict]}
                </a>
              )}
              <span className="t12 t3 db">
                {moment(decision.at)} · <span className="mono">{decision.certificate}</span>
              </span>
              {at > 0 && <span className="t12 t3 db">{decision.verdict === 'withdraw' ? 'withdraws the one before' : 'names the one before'}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function CheckYourself({ data }: { data: DecisionPage }) {
  return (
    <section className="certcard stack stack-3">
      <h2 className="semi t14">Check it without us</h2>
      <p className="t2">Anyone with the certificate, the file and the issuer’s public key can do it, offline.</p>
      <pre className="cmd" tabIndex={0}>
        <code>{wrapped(data.command)}</code>
      </pre>
      <Button size="small" icon="copy" onPress={() => void copyText(data.command, 'Copied the command')}>
        Copy command
      </Button>
      <a className="link" href={`${API}/issuer-key`} download="issuer.pub">
        Public key of the issuer
      </a>
      <p className="t12 t3">Get the key from a place you trust, not only from here: who could forge a certificate could also serve a key.</p>
    </section>
  );
}

function Others({ data }: { data: DecisionPage }) {
  return (
    <section className="certcard stack stack-3">
      <h2 className="semi t14">
        Decisions on v{data.version_number}, {data.group_name}
      </h2>
      <ul className="stack stack-3 decs">
        {[data, ...data.others].map((decision) => (
          <li key={decision.id} className={verdictLook[decision.verdict]}>
            <StatusIcon look={verdictLook[decision.verdict]} />
            <span className="grow">
              {decision.id === data.id ? (
                <b className="semi db clip" dir="auto">{decision.person.name}</b>
              ) : (
                <a className="med db clip" href={`/decisions/${decision.id}`} dir="auto">
                  {decision.person.name}
                </a>
              )}
              <span className="t12 t3">
                {moment(decision.at)}
                {decision.superseded && ', superseded'}
                {decision.verdict === 'withdraw' && ', withdrawal'}
              </span>
            </span>
            <IdentityBadge level={decision.level} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Groups of eight, four to a line, so that two people can compare it aloud. */
function grouped(sha256: string): string {
  const parts = sha256.match(/.{1,8}/g) ?? [];
  return [parts.slice(0, 4).join(' '), parts.slice(4).join(' ')].filter(Boolean).join('\n');
}

function wrapped(command: string): string {
  return command.replace(/ (?=--|"|[^\s"]+\.json)/g, ' \\\n  ');
}
