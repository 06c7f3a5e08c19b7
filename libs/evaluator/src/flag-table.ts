import type { CompiledFlag } from './flag.ts';

/**
 * The compiled flags of one version, in the order of the ruleset. Versions with the same keys share the places of the keys:
 * copying a list of 10,000 flags takes 5 µs, while copying a map takes 3 ms.
 */
export class FlagTable implements Iterable<[string, CompiledFlag]> {
  /** The place of each key in `list`. */
  readonly places: ReadonlyMap<string, number>;
  readonly list: readonly CompiledFlag[];

  /** @param places those of another table with the same keys, if any. */
  constructor(list: readonly CompiledFlag[], places?: ReadonlyMap<string, number>) {
    this.list = list;
    this.places = places ?? new Map(list.map(({ config }, place) => [config.key, place]));
  }

  get size(): number {
    return this.list.length;
  }

  get(key: string): CompiledFlag | undefined {
    const place = this.places.get(key);
    return place === undefined ? undefined : this.list[place];
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  keys(): IterableIterator<string> {
    return this.places.keys();
  }

  values(): IterableIterator<CompiledFlag> {
    return this.list.values();
  }

  *[Symbol.iterator](): IterableIterator<[string, CompiledFlag]> {
    for (const flag of this.list) yield [flag.config.key, flag];
  }

  /** A table with other flags under some of the same keys. */
  replace(flags: readonly CompiledFlag[]): FlagTable {
    const list = this.list.slice();
    for (const flag of flags) list[this.places.get(flag.config.key) as number] = flag;
    return new FlagTable(list, this.places);
  }
}
