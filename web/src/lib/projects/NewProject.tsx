/** Asks for a name and the reviewer groups to begin with, then opens the project. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useId, useState, type FormEvent } from 'react';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { toasts } from '../ui/toast';

const PRESET: readonly { name: string; about: string; on: boolean }[] = [
  { name: 'Internal', about: 'Your own team looks first.', on: true },
  { name: 'Client', about: 'People outside; they need no account.', on: true },
  { name: 'Legal', about: 'A third pair of eyes, apart from the others.', on: false },
];

export function NewProject({ open, onClose }: { open: boolean; onClose: () => void }) {
  return open ? <Form onClose={onClose} /> : null;
}

function Form({ onClose }: { onClose: () => void }) {
  const form = useId();
  const router = useRouter();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [groups, setGroups] = useState<ReadonlySet<string>>(() => new Set(PRESET.filter((group) => group.on).map((group) => group.name)));
  const create = useMutation({
    mutationFn: async () => {
      const project = await post('/projects', { name: name.trim() });
      // One after the other: they stand in the order in which they are made.
      try {
        for (const group of PRESET) if (groups.has(group.name)) await post(`/projects/${project.id}/groups`, { name: group.name });
      } catch (error) {
        toasts.error(`The project is there, but not all of its groups. ${sentence(error)}`);
      }
      return project;
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: keys.overview });
      void router.navigate({ to: '/projects/$projectId', params: { projectId: id } });
      onClose();
    },
  });
  const toggle = (group: string, on: boolean) =>
    setGroups((was) => {
      const next = new Set(was);
      if (on) next.add(group);
      else next.delete(group);
      return next;
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !create.isPending) create.mutate();
  };
  return (
    <Dialog
      title="New project"
      width="small"
      open
      keep={create.isPending || name !== ''}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={create.isPending ? 'Creating' : undefined} off={name.trim() ? undefined : 'Give the project a name first.'}>
            Create project
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-4" onSubmit={submit}>
        <TextField label="Name" autoFocus maxLength={200} value={name} onChange={setName} error={create.error ? sentence(create.error) : undefined} />
        <fieldset className="stack">
          <legend className="lab">Reviewer groups</legend>
          <p className="t12 t3 pick-help">Groups never see each other. You can add, rename and remove them later.</p>
          {PRESET.map((group) => (
            <Checkbox key={group.name} className="pick" on={groups.has(group.name)} onChange={(on) => toggle(group.name, on)}>
              <span>
                <b className="med db">{group.name}</b>
                <span className="t12 t3">{group.about}</span>
              </span>
            </Checkbox>
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}
