# Builds dist\checkpoint-app-VERSION-setup.exe on Windows 10 or 11, 64 bit. Needs Python 3.11+ (py launcher), Inno Setup 6 and a network.
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
#
# NOT YET RUN: written along the Debian recipe, which is built and tried; nobody has built or installed this one so far.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")

$tools = "build\installer-venv"
py -3 -m venv $tools
& "$tools\Scripts\pip.exe" install --quiet --only-binary=:all: -c packaging\constraints.txt hatchling
& "$tools\Scripts\pip.exe" install --quiet --only-binary=:all: -c packaging\constraints.txt --no-build-isolation -e ".[installer]"
& "$tools\Scripts\pyinstaller.exe" --noconfirm --log-level WARN --distpath dist --workpath build\pyinstaller packaging\checkpoint-app.spec

$version = & "$tools\Scripts\python.exe" -c "import checkpoint_app; print(checkpoint_app.__version__)"
$compiler = Join-Path ${env:ProgramFiles(x86)} "Inno Setup 6\ISCC.exe"
& $compiler "/DVersion=$version" packaging\windows\checkpoint-app.iss
