/** What a pack holds, as it was known at one instant: its season, the trail, the cards, and the photos and papers. */
import type { FileStore } from '../../attachments/file-store';
import { knownTrail, type KnownTrail } from '../../audit/trail.known';
import type { Reader } from '../../database/tx';
import { DomainError } from '../../domain/errors';
import { knownCards, type KnownCard } from '../../parties/cards.known';
import { knownState, type KnownState } from '../known-state';
import { onlyCooperative } from '../only-cooperative';
import { packedAttachments, type PackedAttachment } from './pack-attachments';

/** What to pack. */
export interface PackOptions {
  readonly cooperative?: string;
  readonly season?: string;
  readonly asKnown?: string;
}

export interface PackState extends KnownState {
  /** Who did what. */
  readonly trail: KnownTrail;
  readonly cards: readonly KnownCard[];
  readonly papers: readonly PackedAttachment[];
}

/** @throws DomainError cooperative_unknown, season_unknown, several_cooperatives, field_required */
export async function packState(reader: Reader, store: FileStore, options: PackOptions): Promise<PackState> {
  const { season, asKnown } = options;
  if (season === undefined) throw new DomainError('field_required', {}, 'season');
  const cooperative = await onlyCooperative(reader, options.cooperative);
  const known = await knownState(reader, cooperative, season, asKnown);
  const papers = await packedAttachments(reader, store, known, asKnown);
  const trail = await knownTrail(reader, cooperative.id, asKnown);
  const cards = await knownCards(reader, cooperative.id, asKnown);
  const times = [
    known.instant,
    trail.instant,
    ...papers.map(({ addedAt = '' }) => addedAt),
    ...cards.flatMap(({ madeAt, revokedAt = '' }) => [madeAt, revokedAt]),
  ];
  return { ...known, trail, cards, papers, instant: times.sort().at(-1) as string };
}
