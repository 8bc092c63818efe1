// A store like the browser's, for tests: what is put in comes out as a copy.

const KEYS = { outbox: 'id', people: 'subject', pages: 'key', notes: 'key' };

export class MemoryStore {
  #tables = new Map(Object.keys(KEYS).map((table) => [table, new Map()]));
  isFull = false;

  async get(table, key) {
    return structuredClone(this.#tables.get(table).get(key));
  }

  async all(table) {
    return structuredClone([...this.#tables.get(table).values()]);
  }

  async put(table, value) {
    if (this.isFull) throw new Error('QuotaExceededError');
    this.#tables.get(table).set(value[KEYS[table]], structuredClone(value));
  }

  async remove(table, key) {
    this.#tables.get(table).delete(key);
  }

  async update(table, key, change) {
    const changed = change(await this.get(table, key));
    if (changed) await this.put(table, changed);
    return this.get(table, key);
  }
}
