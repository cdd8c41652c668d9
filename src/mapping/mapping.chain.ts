/** The versions of a cooperative's posting mapping as a chain of their own: each carries the hash of the one before it (docs/adr/0012). */
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import { MappingContent } from './mapping';
import { ObjectOf } from '../domain/shape/field';
import { Hash, Instant, Whole, Words } from '../domain/shape/view';

/** The content of a version, without its hash. Version 0 is the program's own proposal. */
export class MappingRecord {
  @Whole() readonly version: number;
  /** The last record of the book when the version was made. */
  @Whole() readonly afterSeq: number;
  @Instant({ optional: true }) readonly madeAt?: string;
  @Words({ optional: true }) readonly madeBy?: string;
  @ObjectOf(() => MappingContent) readonly content: MappingContent;
}

/** A version with its place in the chain. */
export class PostingMapping extends MappingRecord {
  @Hash() readonly hash: string;
}

/** The text that a version's hash is the SHA-256 of. Version 0 is the same for all cooperatives of an accounting system. */
export function mappingText(cooperative: string, prev: string | undefined, m: MappingRecord): string {
  const { version, content, afterSeq, madeAt, madeBy } = m;
  return canonicalJson(
    prev === undefined ? { version, content } : { prev, cooperative, version, afterSeq, madeAt, madeBy, content },
  );
}

export function chainedMapping(cooperative: string, prev: string | undefined, m: MappingRecord): PostingMapping {
  return { ...m, hash: sha256(mappingText(cooperative, prev, m)) };
}
