/** A map that is cheap to copy: copies share their content until one of them is changed. */

const NOTHING = new Map<unknown, unknown>();

/**
 * Values are shared as well: replace them, never mutate them.
 *
 * @example const copy = original.clone(); copy.set('ewe', 5) // does not change the original
 */
export class SharedMap<K, V> {
  private content: Map<K, V>;
  private isShared: boolean;

  constructor(entries?: Iterable<readonly [K, V]>) {
    this.content = entries ? new Map(entries) : (NOTHING as Map<K, V>);
    this.isShared = entries === undefined;
  }

  get size(): number {
    return this.content.size;
  }

  get(key: K): V | undefined {
    return this.content.get(key);
  }

  set(key: K, value: V): void {
    if (this.isShared) {
      this.content = new Map(this.content);
      this.isShared = false;
    }
    this.content.set(key, value);
  }

  keys(): IterableIterator<K> {
    return this.content.keys();
  }

  values(): IterableIterator<V> {
    return this.content.values();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.content.entries();
  }

  clone(): SharedMap<K, V> {
    const copy = new SharedMap<K, V>();
    copy.content = this.content;
    this.isShared = true;
    return copy;
  }
}
