@echo off
rem Sets RPL Desk up in this checkout when that is still to be done, then runs it or its tests.
rem   installer\desk run [arguments]    the program; without arguments the worked example
rem   installer\desk test [arguments]   the tests; arguments go to pytest
setlocal
set "root=%~dp0.."
set "venv=%root%\.venv"
set "py=%venv%\Scripts\python.exe"
set "supported=import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))"

set "task=%~1"
set "requirements="
if "%task%"=="run" set "requirements=requirements.txt"
if "%task%"=="test" set "requirements=requirements-test.txt"
if not defined requirements (
  echo Say what to do: installer\desk run [arguments] or installer\desk test [arguments] 1>&2
  exit /b 2
)

set "arguments="
:collect
shift /1
if not [%1]==[] (
  set arguments=%arguments% %1
  goto collect
)

"%py%" -c "%supported%; import pip" 2>nul && goto packages
for %%p in ("py -3.11" "py -3.12" "py -3.13" "python") do (
  %%~p -c "%supported%" 2>nul && %%~p -m venv --clear "%venv%" && goto packages
)
echo RPL Desk needs Python 3.11, 3.12 or 3.13, and none was found. 1>&2
exit /b 1

:packages
fc /b "%root%\installer\%requirements%" "%venv%\installed-%requirements%" >nul 2>&1 && goto start
echo Installing Python packages from installer\%requirements%; the first time fetches about 350 MB 1>&2
set "pip="%py%" -m pip --disable-pip-version-check --no-input -q install"
%pip% --require-hashes -r "%root%\installer\%requirements%" || goto failed
%pip% --no-deps --no-build-isolation -e "%root%" || goto failed
copy /b /y "%root%\installer\%requirements%" "%venv%\installed-%requirements%" >nul || goto failed

:start
if "%task%"=="test" (
  cd /d "%root%"
  if not defined QT_QPA_PLATFORM set "QT_QPA_PLATFORM=offscreen"
  "%py%" -m pytest -n auto --maxprocesses 4 --dist worksteal %arguments%
  exit /b
)
if not defined arguments set "arguments=demo"
"%py%" -m rpl_desk %arguments%
exit /b

:failed
echo The Python packages could not be installed; the reason is above. Run this again once it is mended. 1>&2
exit /b 1
