/** A dialog in which several envs are chosen. */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { useState } from 'react';

/** Asks which envs to delete; none where the user cancels. */
export async function chooseEnvs(envs: readonly string[]): Promise<string[]> {
  const { button, value } = await showDialog({
    title: 'Delete Environments',
    body: new Choice(envs),
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Delete' })]
  });
  return button.accept ? (value ?? []) : [];
}

class Choice extends ReactWidget implements Dialog.IBodyWidget<string[]> {
  constructor(private readonly _envs: readonly string[]) {
    super();
    this.addClass('jv-Choice');
  }

  getValue(): string[] {
    return this._chosen;
  }

  protected override render(): React.JSX.Element {
    const chosen = (envs: string[]): void => void (this._chosen = envs);
    return this._envs.length > 0 ? (
      <Boxes envs={this._envs} onChange={chosen} />
    ) : (
      <p>There is no environment beside “main”, which stays.</p>
    );
  }

  private _chosen: string[] = [];
}

function Boxes(props: {
  envs: readonly string[];
  onChange: (chosen: string[]) => void;
}): React.JSX.Element {
  const { envs, onChange } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (names: readonly string[]): void => {
    setChosen(names);
    onChange([...names]);
  };
  const all = chosen.length === envs.length;
  return (
    <>
      <Box
        label="All of them"
        checked={all}
        onChange={() => choose(all ? [] : envs)}
      />
      {envs.map(env => (
        <Box
          key={env}
          label={env}
          checked={chosen.includes(env)}
          onChange={() => choose(toggled(chosen, env))}
        />
      ))}
    </>
  );
}

function Box(props: {
  label: string;
  checked: boolean;
  onChange: () => void;
}): React.JSX.Element {
  const { label, checked, onChange } = props;
  return (
    <label className="jv-Choice-box">
      <input type="checkbox" checked={checked} onChange={onChange} />
      <span>{label}</span>
    </label>
  );
}

/** A list with a name added, or without it where it was there. */
export function toggled(names: readonly string[], name: string): string[] {
  return names.includes(name)
    ? names.filter(other => other !== name)
    : [...names, name];
}
