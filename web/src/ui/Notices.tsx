import { useEffect } from 'preact/hooks';
import { useApp, useMessages, useValue } from './context';
import { Icon } from './icons';

/** How long a notice about the address stays. */
const READING_TIME = 9000;

/** Quiet notices at the top: what the address got wrong, a lost server, an atlas in need of mending. */
export function Notices() {
  const { app } = useApp();
  const { t } = useMessages();
  const misread = useValue((s) => s.misread);
  const lost = useValue((s) => s.lost);
  const problems = useValue((s) => s.problems);

  useEffect(() => {
    if (misread.length === 0) return;
    const timer = setTimeout(() => app.store.set({ misread: [] }), READING_TIME);
    return () => clearTimeout(timer);
  }, [misread, app]);

  return (
    <div class="notices" role="status">
      {lost && <p class="notice">{t.lost}</p>}
      {misread.length > 0 && (
        <div class="notice">
          <div>
            {misread.map((m) => (
              <p key={m.name}>{t.misread(m.name, m.value)}</p>
            ))}
          </div>
          <button
            type="button"
            class="plain"
            aria-label={t.dismiss}
            onClick={() => app.store.set({ misread: [] })}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
      {problems.length > 0 && (
        <details class="notice problems" open>
          <summary>
            {t.problems(problems.length)}. {t.problemsKept}
          </summary>
          <ul>
            {problems.slice(0, 50).map((p) => (
              <li key={p}>
                <code>{p}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
