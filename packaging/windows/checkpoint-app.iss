; Inno Setup 6: an installer for one user, without administrator rights. Started by build.ps1, which gives Version.
; UTF-8 with a byte order mark: without it the compiler takes the names for the local code page.
; NOT YET RUN, see build.ps1. Uninstalling leaves the store where it is: data is never removed with the program.

[Setup]
AppId={{6B0E5C0B-6C0E-4E0B-9F4D-0F5B1F6D7A11}
AppName=勤务日志
AppVersion={#Version}
AppPublisher=checkpoint-app maintainers
DefaultDirName={autopf}\checkpoint-app
DefaultGroupName=勤务日志
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=checkpoint-app-{#Version}-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern

[Files]
Source: "dist\checkpoint-app\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs

[Icons]
Name: "{autoprograms}\勤务日志"; Filename: "{app}\checkpoint-app-window.exe"
Name: "{autodesktop}\勤务日志"; Filename: "{app}\checkpoint-app-window.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "桌面图标"

[Run]
Filename: "{app}\checkpoint-app-window.exe"; Description: "启动"; Flags: nowait postinstall skipifsilent
