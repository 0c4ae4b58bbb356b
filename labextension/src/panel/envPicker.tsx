/** Which envs are shown: a button that opens a tree of all of them, and arrows to the one before and after. */
import {
  caretDownEmptyIcon,
  caretLeftIcon,
  caretRightIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { useRef, useState } from 'react';
import { BarButton } from './barButton';
import { EnvTree } from './envTree';
import { neighbour } from './envs';
import type { PanelModel } from './model';

export function EnvPicker({ model }: { model: PanelModel }): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      className="jv-Envs"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) {
          setOpen(false);
        }
      }}
      onKeyDown={event => {
        if (open && event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <Step model={model} step={-1} />
      <button
        ref={button}
        type="button"
        className="jv-Envs-button"
        title="Choose an environment, or several to compare"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="jv-Envs-name">{model.shown.join(', ')}</span>
        <caretDownEmptyIcon.react tag="span" className="jv-Envs-caret" />
      </button>
      <Step model={model} step={1} />
      {open && <EnvTree model={model} close={close} />}
    </div>
  );
}

function Step(props: { model: PanelModel; step: -1 | 1 }): React.JSX.Element {
  const { model, step } = props;
  const env = model.isComparing
    ? null
    : neighbour(model.envs(), model.env, step);
  return (
    <BarButton
      icon={step < 0 ? caretLeftIcon : caretRightIcon}
      title={step < 0 ? 'Previous environment' : 'Next environment'}
      disabled={env === null}
      onClick={() => env !== null && model.choose([env])}
    />
  );
}
