/** What a proposal asks for, in plain words. */
import type { ProposalView } from '../../../approvals/proposals.queries';
import { checkValue } from '../../../domain/shape/check';
import type { Frame } from '../../kit/frame';
import type { Debts } from '../../../contracts/debts.queries';
import { eventSummary } from '../../../i18n/event-summary';

type Payload = Readonly<Record<string, unknown>>;

export interface ProposedChange {
  readonly what: string;
  /** The number of the contract it is about. */
  readonly contract?: string;
  /** What the event says, line by line. */
  readonly lines: readonly string[];
  /** SHA-256 of the photos and papers that came with it. */
  readonly files: readonly string[];
}

/** @param debts of the contracts, where they are known: what is settled is called by them */
export function wordsOfProposal(
  frame: Frame,
  { action, payload }: Pick<ProposalView, 'action' | 'payload'>,
  debts: Debts = new Map(),
): ProposedChange {
  const { t } = frame;
  switch (action) {
    case 'record_event':
      return {
        what: kindOf(frame, payload),
        contract: String(payload['contract']),
        lines: [eventWords(frame, payload, debts)],
        files: filesOf(payload),
      };
    case 'correct_event': {
      const { reversal, event } = payload as { reversal: Payload; event: Payload };
      return {
        what: t('proposal.correct', { kind: kindOf(frame, event) }),
        contract: String(event['contract']),
        lines: [
          t('proposal.reverses', { event: String(reversal['of']), reason: String(reversal['reason']) }),
          eventWords(frame, event, debts),
        ],
        files: filesOf(event),
      };
    }
    case 'activate_contract': {
      const contract = String(payload['contract']);
      return { what: t('proposal.activate', { contract }), contract, lines: [], files: [] };
    }
    case 'close_season':
      return { what: t('proposal.close', { season: String(payload['season']) }), lines: [], files: [] };
    case 'change_approval_settings':
      return { what: t('proposal.settings'), lines: [], files: [] };
    default:
      return { what: action, lines: [], files: [] };
  }
}

function kindOf(frame: Frame, event: Payload): string {
  return frame.word(`kind.${String(event['kind'])}`);
}

function filesOf(event: Payload): string[] {
  const { evidence = [] } = event as { evidence?: readonly string[] };
  return evidence.filter((name) => !checkValue({ is: 'hash' }, name));
}

/** Its day, what it says, and the note. */
function eventWords(frame: Frame, event: Payload, debts: Debts): string {
  const { on, note } = event as { on?: string; note?: string };
  return [on, eventSummary(frame, event, debts.get(String(event['contract']))), note]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}
