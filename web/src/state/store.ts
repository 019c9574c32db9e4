/** A value that tells its listeners when it changes. */
export interface Store<T extends object> {
  readonly value: T;
  /** Changes some members; nobody is told where none differs. */
  set(patch: Partial<T>): void;
  /** Calls back after each change, until the returned function is called. */
  subscribe(listener: (now: T, before: T) => void): () => void;
}

/** Makes a store. Listeners run at once, in the order in which they came. */
export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<(now: T, before: T) => void>();
  return {
    get value() {
      return value;
    },
    set(patch) {
      const keys = Object.keys(patch) as (keyof T)[];
      if (keys.every((k) => Object.is(value[k], patch[k]))) return;
      const before = value;
      value = { ...value, ...patch };
      for (const listener of listeners) listener(value, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
