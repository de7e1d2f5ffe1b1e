/** The command menu itself: one field, and below it what can be done here and where one can go. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { TextField } from 'react-aria-components/TextField';
import { sentence } from '../api/problem';
import { placesQuery } from '../api/queries';
import { Button, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Skeleton } from '../ui/Loading';
import { StatusIcon } from '../ui/StatusIcon';
import { offered, type Command, type CommandGroup } from './command';
import { findCommands, type Hit } from './find';
import { placeGroups } from './places';
import '../ui/dialog.css';
import '../ui/menu.css';
import './command.css';

type Props = { readonly member: boolean; readonly onClose: () => void };

export function CommandBox({ member, onClose }: Props) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [here] = useState(offered);
  const places = useQuery({ ...placesQuery, enabled: member });
  const groups = useMemo(
    () => [...here.filter(isNear), ...(places.data ? placeGroups(places.data, (href) => void router.navigate({ href })) : []), ...here.filter((group) => !isNear(group))],
    [here, places.data, router],
  );
  const { groups: found, total } = useMemo(() => findCommands(typed, groups), [typed, groups]);
  const run = (command: Command) => {
    onClose();
    // Once the menu has gone and the focus is back where it was.
    requestAnimationFrame(() => requestAnimationFrame(command.run));
  };
  const waiting = member && places.isPending;

  return (
    <ModalOverlay className="scrim cmd-scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog cmd">
        <Dialog className="dialog-c" aria-label="Command menu">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <div className="cmd-f">
              <Icon name="search" size={20} />
              <TextField className="cmd-w" type="search" aria-label="Search or do" autoFocus>
                <Input className="cmd-in" role="combobox" aria-expanded aria-haspopup="listbox" placeholder={member ? 'Search files and projects, or do something' : 'What do you want to do?'} />
              </TextField>
              <IconButton icon="x" label="Close" onPress={onClose} />
            </div>
            <ListBox
              className="menu cmd-l"
              aria-label="Results"
              renderEmptyState={() => (waiting ? null : <p className="cmd-none t2">{typed.trim() === '' ? 'There is nothing to do here.' : `Nothing here is called “${typed.trim()}”.`}</p>)}
            >
              {found.map((group, index) => (
                <ListBoxSection key={`${index} ${group.title}`} className="menu-sec" aria-label={group.title}>
                  <Header className="menu-h over">{group.title}</Header>
                  {group.hits.map((hit) => (
                    <Row key={hit.command.id} hit={hit} onRun={() => run(hit.command)} />
                  ))}
                </ListBoxSection>
              ))}
            </ListBox>
          </Autocomplete>
          {waiting && (
            <div className="cmd-n" role="status" aria-label="Loading names">
              <Skeleton width="46%" />
              <Skeleton width="38%" />
            </div>
          )}
          {places.isError && (
            <p className="cmd-n row" role="alert">
              <span className="grow">Files and projects cannot be searched now. {sentence(places.error)}</span>
              <Button size="small" icon="rotate" onPress={() => void places.refetch()}>
                Try again
              </Button>
            </p>
          )}
          {places.data?.more_files && typed.trim() !== '' && <p className="cmd-n t12 t3">Only the newest {places.data.files.length.toLocaleString()} files are searched here. “Filter files” in a project finds older ones.</p>}
          <p className="sr" role="status">
            {typed.trim() === '' || waiting ? '' : total === 1 ? '1 result' : `${total} results`}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Theme and help stand below what is gone to. */
const isNear = ({ last }: CommandGroup) => last !== true;

function Row({ hit: { command, pieces }, onRun }: { readonly hit: Hit; readonly onRun: () => void }) {
  return (
    <ListBoxItem id={command.id} className="menu-i" textValue={command.title} onAction={onRun}>
      {command.status ? (
        <span className={command.status}>
          <StatusIcon look={command.status} />
        </span>
      ) : (
        <Icon name={command.icon ?? 'right'} />
      )}
      <span className="cmd-t clip" dir="auto">
        {pieces.map((piece, index) => (piece.hit ? <b key={index}>{piece.text}</b> : piece.text))}
      </span>
      {command.detail && (
        <span className="cmd-d t12 t3 clip" dir="auto">
          {command.detail}
        </span>
      )}
      {command.on && (
        <>
          <Icon name="check" size={14} />
          <span className="sr">, chosen</span>
        </>
      )}
      {command.keys && <kbd className="hide-s">{command.keys}</kbd>}
    </ListBoxItem>
  );
}
