/** What every step on a statement's page begins with: the content that was seen. */
import type { Access } from '../../../parties/scope';
import type { SeenStatement } from '../../../statements/workflow.service';
import type { Typed } from '../../kit/forms/typed';

/** Nobody takes a step on what they have not seen: the form carries the hash of what was shown. */
export function seenBy({ cooperative }: Access, season: string, contract: string, typed: Typed): SeenStatement {
  return { cooperative: cooperative.code, season, contract, sha256: typed['seen'] ?? '' };
}
