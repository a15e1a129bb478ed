// frame/phone.ts – the database of this phone (IndexedDB): what is written and not yet sent, and
// what a liaison needs in the field. A phone without one (a private window) still reports; it only
// keeps nothing.
const kName = "linli";
const kVersion = 3;

export type Shelf = "drafts" | "kept"; // kept under: id; name

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(kName, kVersion);
    request.onupgradeneeded = () => {
      const database = request.result;
      for (const old of [...database.objectStoreNames]) database.deleteObjectStore(old);
      database.createObjectStore("drafts", { keyPath: "id" });
      database.createObjectStore("kept", { keyPath: "name" });
    };
    request.onsuccess = () => {
      // A newer page in another tab may change the shelves.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error);
    };
  });
  return opened;
}

async function run<R>(
  shelf: Shelf,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<R>,
): Promise<R | undefined> {
  try {
    const database = await open();
    return await new Promise<R>((resolve, reject) => {
      const transaction = database.transaction(shelf, mode);
      const request = work(transaction.objectStore(shelf));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  }
}

export const readOne = <R>(shelf: Shelf, key: string) =>
  run<R | undefined>(shelf, "readonly", (store) => store.get(key));
export const readAll = async <R>(shelf: Shelf): Promise<R[]> =>
  (await run<R[]>(shelf, "readonly", (store) => store.getAll())) ?? [];
// False when this phone keeps nothing.
export const put = async (shelf: Shelf, value: object): Promise<boolean> =>
  (await run(shelf, "readwrite", (store) => store.put(value))) !== undefined;
export const drop = (shelf: Shelf, key: string) =>
  run(shelf, "readwrite", (store) => store.delete(key));
export const clear = (shelf: Shelf) => run(shelf, "readwrite", (store) => store.clear());
