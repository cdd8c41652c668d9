/** A version of the posting mapping: how sure its codes are, its rules in words, and which version each closed season keeps. */
import type { MappingChange } from '../../../mapping/changes';
import type { Certainty, MappedAccount, MappingContent, MappingRule } from '../../../mapping/mapping';
import { moment } from '../../../i18n/format';
import { addressOf, type Frame, useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { accountWord, certainties, sideWord, whenWords, type MappingView } from './mapping.types';
import { Scroll, Tag } from '../../kit/parts';

const TONES = { verified: 'ok', secondary: 'warn', carried_over: 'warn', unverified: 'bad' } as const;

interface Props {
  readonly view: MappingView;
}

export function MappingPage({ view }: Props) {
  const { frame, t, place } = useFrame();
  const { version, content, changes } = view.shown;
  const mayChange = place?.roles.has('clerk') === true || place?.roles.has('administrator') === true;
  const isInForce = version === view.inForce;
  return (
    <Page title={t('mapping.title')}>
      <h1>{t('mapping.title')}</h1>
      <p>{t('mapping.lead')}</p>
      {content.proposal ? <p class="told wait">{t('mapping.isProposal')}</p> : null}
      <article>
        <h2>
          {t('mapping.version', { version })}{' '}
          <Tag tone={isInForce ? 'ok' : 'quiet'}>{t(isInForce ? 'mapping.inForce' : 'mapping.earlier')}</Tag>
        </h2>
        <p>
          {frame.tOr(`accounting.${content.accounting}`, content.accounting)} · {content.standard}
          <br />
          {certainties(content).map(([certainty, count]) => (
            <span key={certainty}>
              <Sure certainty={certainty} /> {count}{' '}
            </span>
          ))}
        </p>
        <div class="actions">
          {mayChange && isInForce ? (
            <a role="button" href={addressOf(frame, 'mapping', 'edit')}>
              {t('mapping.edit')}
            </a>
          ) : null}
          {isInForce ? null : <a href={addressOf(frame, 'mapping')}>{t('mapping.toInForce')}</a>}
        </div>
      </article>
      {changes.length === 0 ? null : <Changes view={view} />}
      <Accounts content={content} />
      <Rules content={content} />
      <Seasons view={view} />
      <Versions view={view} />
    </Page>
  );
}

function Sure({ certainty }: { certainty: Certainty }) {
  const frame = useFrame();
  return <Tag tone={TONES[certainty]}>{frame.tOr(`choice.certainty.${certainty}`, certainty)}</Tag>;
}

function Accounts({ content }: { content: MappingContent }) {
  const { frame, t } = useFrame();
  const { member, other } = content.household;
  return (
    <article>
      <h2>{t('mapping.accounts')}</h2>
      <p>
        {t('mapping.households', {
          member: accountWord(frame, content, member),
          other: accountWord(frame, content, other),
        })}
      </p>
      <p>{t('mapping.certaintyLead')}</p>
      <Scroll label={t('mapping.accounts')}>
        <table class="small">
          <thead>
            <tr>
              <th scope="col">{t('field.mapping.accounts.code')}</th>
              <th scope="col">{t('field.mapping.accounts.name')}</th>
              <th scope="col">{t('field.mapping.accounts.certainty')}</th>
            </tr>
          </thead>
          <tbody>
            {content.accounts.map(({ code, name, certainty }) => (
              <tr key={code}>
                <th scope="row">{code}</th>
                <td class="wrap">{name}</td>
                <td>
                  <Sure certainty={certainty} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}

function Rules({ content }: { content: MappingContent }) {
  const { t } = useFrame();
  return (
    <article>
      <h2>{t('mapping.rules')}</h2>
      <p>{t('mapping.rulesLead')}</p>
      <Scroll label={t('mapping.rules')}>
        <table class="stack small">
          <thead>
            <tr>
              <th scope="col">{t('mapping.about')}</th>
              <th scope="col">{t('mapping.when')}</th>
              <th scope="col">{t('field.mapping.rules.debit')}</th>
              <th scope="col">{t('field.mapping.rules.credit')}</th>
              <th scope="col">{t('field.mapping.rules.note')}</th>
            </tr>
          </thead>
          <tbody>
            {content.rules.map((rule, i) => (
              <RuleRow key={i} content={content} rule={rule} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}

function RuleRow({ content, rule }: { content: MappingContent; rule: MappingRule }) {
  const { frame, t } = useFrame();
  const account = (code: string | undefined): string =>
    code === undefined ? t('mapping.nothing') : accountWord(frame, content, code);
  return (
    <tr>
      <th scope="row" class="wrap">
        {aboutWords(frame, rule)}
      </th>
      <td class="wrap">{whenWords(frame, rule)}</td>
      <td class="wrap" data-label={t('field.mapping.rules.debit')}>
        {account(rule.debit)}
      </td>
      <td class="wrap" data-label={t('field.mapping.rules.credit')}>
        {account(rule.credit)}
      </td>
      <td class="wrap">{rule.note ?? ''}</td>
    </tr>
  );
}

function aboutWords(frame: Frame, { of, against }: MappingRule): string {
  return frame.t('mapping.pair', { of: sideWord(frame, of), against: sideWord(frame, against) });
}

function Changes({ view }: Props) {
  const { frame, t } = useFrame();
  return (
    <article>
      <h2>{t('mapping.changes', { version: view.shown.version - 1 })}</h2>
      <ul>
        {view.shown.changes.map((change, i) => (
          <li key={i}>{changeWords(frame, view.shown.content, change)}</li>
        ))}
      </ul>
    </article>
  );
}

/** What was changed, as it was and as it is. */
function changeWords(frame: Frame, content: MappingContent, change: MappingChange): string {
  const { t } = frame;
  const fromTo = (name: string, before?: string, after?: string): string =>
    t('mapping.fromTo', { name, before: before ?? t('mapping.absent'), after: after ?? t('mapping.absent') });
  switch (change.what) {
    case 'order':
      return t('mapping.orderChanged');
    case 'account': {
      const text = (a?: MappedAccount) =>
        a && `${a.name}（${frame.tOr(`choice.certainty.${a.certainty}`, a.certainty)}）`;
      return fromTo((change.after ?? change.before)?.code ?? '', text(change.before), text(change.after));
    }
    case 'rule': {
      const text = (r?: MappingRule) =>
        r && `${r.debit === undefined ? t('mapping.nothing') : t('mapping.booked', { debit: accountWord(frame, content, r.debit), credit: accountWord(frame, content, r.credit ?? '') })}${r.note === undefined ? '' : ` · ${r.note}`}`; // prettier-ignore
      const rule = (change.after ?? change.before) as MappingRule;
      const when = whenWords(frame, rule);
      return fromTo(`${aboutWords(frame, rule)}${when === '' ? '' : `（${when}）`}`, text(change.before), text(change.after)); // prettier-ignore
    }
    case 'proposal': {
      const [before, after] = [change.before, change.after].map((v) => t(v === 'true' ? 'choice.yes' : 'choice.no')); // prettier-ignore
      return fromTo(t('field.mapping.proposal'), before, after);
    }
    case 'standard':
      return fromTo(t('field.mapping.standard'), change.before, change.after);
    case 'member':
    case 'other':
    case 'memberInKind':
    case 'otherInKind':
      return fromTo(t(`field.mapping.household.${change.what}`), change.before, change.after);
  }
}

function Seasons({ view }: Props) {
  const { frame, t } = useFrame();
  const seasons = [...view.frozen].flatMap(([version, codes]) => codes.map((code) => ({ version, code })));
  return (
    <article>
      <h2>{t('mapping.seasons')}</h2>
      <p>{t('mapping.seasonsLead', { version: view.inForce })}</p>
      {seasons.length === 0 ? null : (
        <ul>
          {seasons.map(({ version, code }) => (
            <li key={code}>
              <a href={addressOf(frame, 'seasons', code)}>{code}</a>{' '}
              <a href={addressOf(frame, 'mapping', 'versions', String(version))}>{t('mapping.version', { version })}</a>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function Versions({ view }: Props) {
  const { frame, t } = useFrame();
  return (
    <article>
      <h2>{t('settings.versions')}</h2>
      <Scroll label={t('settings.versions')}>
        <table class="stack small">
          <thead>
            <tr>
              <th scope="col">{t('settings.version')}</th>
              <th scope="col">{t('settings.madeAt')}</th>
              <th scope="col">{t('settings.madeBy')}</th>
              <th scope="col">{t('mapping.what')}</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {view.versions.map(({ version, madeAt, madeBy, changes, hash }) => (
              <tr key={version}>
                <th scope="row">
                  <a href={addressOf(frame, 'mapping', 'versions', String(version))}>
                    {t('mapping.version', { version })}
                  </a>
                </th>
                <td>{madeAt === undefined ? '—' : moment(madeAt)}</td>
                <td data-label={t('settings.madeBy')}>{madeBy ?? t('mapping.program')}</td>
                <td>{version === 0 ? t('mapping.begun') : t('mapping.changed', { count: changes.length })}</td>
                <td>
                  <code>{hash.slice(0, 16)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}
