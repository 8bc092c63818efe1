// What outlives the page: four small tables in IndexedDB, each record under its own key.

const NAME = 'ponto';
const VERSION = 1;
/** Tables and their keys. Later versions only add: an older page or worker may still be open. */
const TABLES = { outbox: 'id', people: 'subject', pages: 'key', notes: 'key' };

/** A store whose writes are on the disk when they are answered. */
export class DiskStore {
  #opened = null;

  /** Opens the database, or says by its failure that there is none. */
  open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        for (const [table, keyPath] of Object.entries(TABLES)) {
          if (!request.result.objectStoreNames.contains(table)) {
            request.result.createObjectStore(table, { keyPath });
          }
        }
      };
      request.onsuccess = () => {
        const db = request.result;
        // A newer version wants to upgrade, or the browser closed it: opened again when next needed.
        db.onversionchange = () => (db.close(), (this.#opened = null));
        db.onclose = () => (this.#opened = null);
        resolve(db);
      };
      request.onerror = () => reject(request.error);
    }).catch((failure) => {
      this.#opened = null;
      throw failure;
    });
    return this.#opened;
  }

  get(table, key) {
    return this.#run(table, 'readonly', (records) => records.get(key));
  }

  all(table) {
    return this.#run(table, 'readonly', (records) => records.getAll());
  }

  put(table, value) {
    return this.#run(table, 'readwrite', (records) => records.put(value));
  }

  remove(table, key) {
    return this.#run(table, 'readwrite', (records) => records.delete(key));
  }

  /** Reads, changes and writes in one transaction; answers what stands there afterwards. */
  async update(table, key, change) {
    let after;
    await this.#run(table, 'readwrite', (records) => {
      const request = records.get(key);
      request.onsuccess = () => {
        const changed = change(request.result);
        after = changed ?? request.result;
        if (changed) records.put(changed);
      };
      return request;
    });
    return after;
  }

  async #run(table, mode, work) {
    const db = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(table, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      transaction.onerror = () => {};
    });
  }
}
