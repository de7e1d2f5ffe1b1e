/** All keys of the review screen, from the registry of actions. */
import { SingleKeys } from '../shell/KeyboardHelp';
import { Dialog } from '../ui/Dialog';
import { mac } from '../ui/useKeys';
import { actions, type ActionGroup } from './actions';
import { chordLabel } from './keyboard';

const order: readonly ActionGroup[] = ['Comments', 'File', 'View', 'Decision', 'General'];

export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" open onClose={onClose}>
      <div className="rv-keys">
        {order.map((group) => (
          <section key={group} className="stack stack-1">
            <h3 className="over">{group}</h3>
            <dl>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <div key={action.id} className="row">
                    <dt className="grow">{action.title}</dt>
                    <dd className="row row-1">
                      {action.keys.slice(0, 1).map((chord) => (
                        <kbd key={chord.key}>{chordLabel(chord, mac)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <SingleKeys />
      </div>
    </Dialog>
  );
}
