@echo off
chcp 936 >nul
setlocal DisableDelayedExpansion
set "PYTHON="
for %%V in (@PYTHONS@) do call :launcher %%V
for %%V in (@SHORT_PYTHONS@) do call :folder %%V
if not defined PYTHON call :path
if not defined PYTHON goto none
%PYTHON% -I "%~dp0install.py" %*
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%

:launcher
if defined PYTHON exit /b
py -%1 -c "import sys" >nul 2>nul && set "PYTHON=py -%1"
exit /b

:folder
if defined PYTHON exit /b
if exist "%LocalAppData%\Programs\Python\Python%1\python.exe" set PYTHON="%LocalAppData%\Programs\Python\Python%1\python.exe"
exit /b

:path
python -c "import sys" >nul 2>nul && set "PYTHON=python"
exit /b

:none
echo.
echo 没有找到 Python。要先装 Python @SAID_PYTHONS@ 之一（64 位），不需要管理员权限：
echo 双击 python.org 的 Windows installer (64-bit)，选 Install Now，装好后再双击本文件。
echo 详见“说明.txt”。
echo.
pause
exit /b 2
