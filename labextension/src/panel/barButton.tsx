/** A button of the panel's bar: an icon, with a small text beside it where there is something to count. */
import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

interface IBarButtonProps {
  readonly icon: LabIcon;
  readonly title: string;
  readonly text?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly popup?: 'menu';
  onClick(button: HTMLButtonElement): void;
}

export function BarButton(props: IBarButtonProps): React.JSX.Element {
  const { icon, title, text, disabled, pressed, popup, onClick } = props;
  return (
    <button
      type="button"
      className="jv-Bar-button"
      title={title}
      aria-label={title}
      aria-pressed={pressed}
      aria-haspopup={popup}
      disabled={disabled}
      onClick={({ currentTarget }) => onClick(currentTarget)}
    >
      <icon.react tag="span" className="jv-Bar-icon" />
      {text}
    </button>
  );
}
